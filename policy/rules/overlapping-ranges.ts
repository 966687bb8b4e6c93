import { defineRule } from "../support/define-rule";
import { conflicts, reportConflict } from "../support/looks-at";

export const overlappingRanges = defineRule({
  name: "overlapping-ranges",
  description:
    "The ranges of automatic addresses on a layer-2 network do not overlap, even across hosts, because each daemon starts at its lowest free address without asking the others.",
  enforcementLevel: "mandatory",
  severity: "critical",
  remediationSteps: "Give each host its own range, or let the segment's pool divide the addresses.",
  url: "https://github.com/moby/moby/issues/49921",
  looksAt: conflicts,
  check: reportConflict,
});
