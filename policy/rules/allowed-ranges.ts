import { covers, parseSubnet } from "../../topology/ip";
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
      // Private use (RFC 1918, RFC 6598, RFC 4193), documentation (RFC 5737), benchmarks (RFC 2544). All of global IPv6,
      // because its prefixes are delegated.
      default: [
        ...["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"],
        ...["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "198.18.0.0/15", "2000::/3"],
      ],
      description: "The ranges, in CIDR notation, that subnets must lie in.",
    },
  },
  looksAt: observationsOf("fabric", "network"),
  check: ({ row }, report, { settings: { ranges } }) => {
    for (const [where, subnet] of row.kind === "fabric" ? planSubnets(row.plan) : networkSubnets(row)) {
      if (isAllowed(subnet, ranges)) continue;
      report(`${where} is outside the allowed ranges. Choose a subnet from ${ranges.join(", ")}.`);
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

/** Text that is not a subnet is reported by canonical-subnet. */
function isAllowed(text: string, ranges: readonly string[]): boolean {
  const subnet = parseSubnet(text);
  return (
    subnet === undefined || ranges.flatMap((range) => parseSubnet(range) ?? []).some((range) => covers(range, subnet))
  );
}
