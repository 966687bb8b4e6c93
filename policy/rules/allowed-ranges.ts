import { ALLOWED_RANGES, rangeFault } from "../../topology/allowed-ranges";
import { ownPlan, type AddressPlan } from "../../topology/plan/address-plan";
import { defineRule } from "../support/define-rule";
import { observationsOf } from "../support/looks-at";
import type { NetworkRow } from "../support/rows";

export const allowedRanges = defineRule({
  name: "allowed-ranges",
  description:
    "Subnets of the lab lie in the ranges that it may use, because a host with an address in someone else's network can no longer reach that network.",
  enforcementLevel: "mandatory",
  severity: "medium",
  remediationSteps:
    "Choose a subnet from the ranges in the message, or allow its range in the configuration of the pack.",
  settings: {
    ranges: {
      type: "array",
      items: { type: "string" },
      default: ALLOWED_RANGES,
      description: "The ranges, in CIDR notation, that subnets must lie in.",
    },
  },
  looksAt: observationsOf("fabric", "network"),
  check: ({ row }, report, { settings: { ranges } }) => {
    for (const [where, subnet] of row.kind === "fabric" ? planSubnets(row.plan) : networkSubnets(row)) {
      // Text that is not a subnet is reported by canonical-subnet.
      const fault = rangeFault(subnet, ranges);
      if (fault !== undefined) report(`${where} ${fault}`);
    }
  },
});

/** Where each subnet of the stack itself stands in the configuration. Hosts in one subnet name it once each. */
function planSubnets(plan: AddressPlan): [where: string, subnet: string][] {
  const distinct = new Map(ownPlan(plan).subnets.map((entry) => [`${entry.domain} ${entry.subnet}`, entry]));
  return [...distinct.values()].map(({ path, subnet, owner }) => [`${path}: subnet ${subnet} of ${owner}`, subnet]);
}

function networkSubnets({ label, pools }: NetworkRow): [where: string, subnet: string][] {
  return pools.flatMap(({ subnet }, index) =>
    subnet === undefined ? [] : [[`${label} ipamConfigs[${index}].subnet: ${subnet}`, subnet]],
  );
}
