import { defineRule } from "../support/define-rule";
import { conflicts, reportConflict } from "../support/looks-at";

export const overlappingSubnets = defineRule({
  name: "overlapping-subnets",
  description:
    "No two layer-2 networks share addresses, because each Docker daemon checks only its own networks, and replies would reach the wrong one.",
  enforcementLevel: "mandatory",
  severity: "critical",
  remediationSteps:
    "Give one of the two networks named in the message its own subnet; an ip-range does not make an overlap safe.",
  url: "https://github.com/moby/moby/issues/46756",
  looksAt: conflicts,
  check: reportConflict,
});
