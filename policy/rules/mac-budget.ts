import type { ReportViolation, ResourceValidationPolicy } from "@pulumi/policy";
import type { AddressPlan } from "../../topology/plan/address-plan";
import { earlierOf, layer2Attachments, type RowOf } from "../support/row-rule";
import { run, type Observation } from "../support/run";
import { settingsOf } from "../support/settings";

const DEFAULTS = { budget: 64 };

export const macBudget: ResourceValidationPolicy = {
  name: "mac-budget",
  description:
    "A NIC carries at most as many MAC addresses as its switch port learns, because a switch drops or floods the frames of those beyond.",
  enforcementLevel: "advisory",
  severity: "medium",
  remediationSteps: "Spread the containers over more hosts, raise the budget to what the switch allows, or use ipvlan.",
  url: "https://docs.docker.com/engine/network/drivers/macvlan/",
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
  validateResource: (args, report) => {
    const sight = run.observe(args);
    const { budget } = settingsOf(args, DEFAULTS);
    if (sight?.row.kind === "fabric") checkPlan(sight.row.plan, budget, report);
    if (sight?.row.kind === "container") checkContainer(sight as Observation<RowOf<"container">>, budget, report);
  },
};

function checkPlan(plan: AddressPlan, budget: number, report: ReportViolation): void {
  const macs = new Map<string, number>();
  for (const { mac, host, switch: name, stack } of plan.addresses) {
    if (mac === undefined || host === undefined || stack !== undefined) continue;
    const port = `${host} on ${name === undefined ? "the LAN" : `switch ${name}`}`;
    // The NIC's own comes first; its subinterfaces share it.
    macs.set(port, (macs.get(port) ?? 1) + 1);
  }
  for (const [port, count] of macs) {
    if (count > budget) report(`containers: ${excess(port, count, budget)}`);
  }
}

/** Speaks at the container that exceeds the budget, and at no later one; those of a Fabric stand in its plan. */
function checkContainer(sight: Observation<RowOf<"container">>, budget: number, report: ReportViolation): void {
  const { row } = sight;
  const own = countByNic(sight);
  counts.set(row, own);
  if (earlierOf(sight, "fabric").length > 0) return;
  const neighbours = earlierOf(sight, "container").filter(({ daemon: host }) => host.id === row.daemon.id);
  for (const [nic, count] of own) {
    const before = neighbours.reduce((sum, other) => sum + (counts.get(other)?.get(nic) ?? 0), 1);
    if (before > budget || before + count <= budget) continue;
    report(`${row.label}: ${excess(`${nic} on ${row.daemon.name}`, before + count, budget)}`);
  }
}

/** MAC addresses that each container put on the NICs of its host, worked out when it was seen. */
const counts = new WeakMap<RowOf<"container">, ReadonlyMap<string, number>>();

function countByNic(sight: Observation<RowOf<"container">>): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { network } of layer2Attachments(sight)) {
    if (network.nic !== undefined) found.set(network.nic, (found.get(network.nic) ?? 0) + 1);
  }
  return found;
}

function excess(port: string, count: number, budget: number): string {
  return (
    `the port of ${port} would carry ${count} MAC addresses, the NIC's own included; its budget is ` +
    `${budget}. Move containers to other hosts.`
  );
}
