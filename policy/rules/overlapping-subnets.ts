import { planRule } from "../support/plan-rule";

export const overlappingSubnets = planRule({
  name: "overlapping-subnets",
  description:
    "No two layer-2 networks share addresses, because each Docker daemon checks its own networks only and replies would reach the wrong one.",
  enforcementLevel: "mandatory",
  severity: "critical",
  remediationSteps:
    "Give one of the two networks named in the message a subnet of its own; an ip-range does not make an overlap safe.",
  url: "https://github.com/moby/moby/issues/46756",
});
