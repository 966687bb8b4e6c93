import { planRule } from "../support/plan-rule";

export const overlappingRanges = planRule({
  name: "overlapping-ranges",
  description:
    "The ranges of automatic addresses on a layer-2 network are disjoint over all hosts, because each daemon starts at its lowest free address and asks no other.",
  enforcementLevel: "mandatory",
  severity: "critical",
  remediationSteps: "Give each host a range of its own, or let the segment's pool cut them.",
  url: "https://github.com/moby/moby/issues/49921",
});
