import type { ResourceValidationPolicy } from "@pulumi/policy";
import { rowRule } from "../support/row-rule";
import { settingsOf } from "../support/settings";

const DEFAULTS = { budget: 64 };

const rule = rowRule(
  {
    name: "mac-budget",
    description:
      "A NIC carries at most as many MAC addresses as its switch port learns, because a switch drops or floods the frames of those beyond.",
    enforcementLevel: "advisory",
    severity: "medium",
    remediationSteps:
      "Spread the containers over more hosts, raise the budget to what the switch allows, or use ipvlan.",
    url: "https://docs.docker.com/engine/network/drivers/macvlan/",
  },
  "fabric",
  ({ row }, report, args) => {
    const { budget } = settingsOf(args, DEFAULTS);
    const macs = new Map<string, number>();
    for (const { kind, host, switch: name, stack } of row.plan.addresses) {
      if (kind !== "container" || host === undefined || stack !== undefined) continue;
      const port = `${host} on ${name === undefined ? "the LAN" : `switch ${name}`}`;
      // The NIC's own comes first; its subinterfaces share it.
      macs.set(port, (macs.get(port) ?? 1) + 1);
    }
    for (const [port, count] of macs) {
      if (count <= budget) continue;
      report(
        `containers: the port of ${port} would carry ${String(count)} MAC addresses, the NIC's own included; its budget is ` +
          `${String(budget)}. Move containers to other hosts.`,
      );
    }
  },
);

export const macBudget: ResourceValidationPolicy = {
  ...rule,
  configSchema: {
    properties: {
      budget: {
        type: "integer",
        minimum: 1,
        default: DEFAULTS.budget,
        description: "MAC addresses that the switch port of a NIC may learn.",
      },
    },
  },
};
