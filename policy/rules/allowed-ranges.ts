import { problemText } from "../../support/problem";
import { ALLOWED_RANGES, findForbiddenSubnets, rangeFault } from "../../topology/allowed-ranges";
import { defineRule } from "../support/define-rule";
import { observationsOf } from "../support/looks-at";

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
    if (row.kind === "fabric") {
      for (const problem of findForbiddenSubnets(row.plan, ranges)) report(problemText(problem));
      return;
    }
    row.pools.forEach(({ subnet = "" }, index) => {
      // Text that is not a subnet is reported by canonical-subnet.
      const fault = rangeFault(subnet, ranges);
      if (fault !== undefined) report(`${row.label} ipamConfigs[${index}].subnet: ${subnet} ${fault}`);
    });
  },
});
