import { defineRule } from "../support/define-rule";
import { conflicts, reportConflict } from "../support/looks-at";

export const sharedVlan = defineRule({
  name: "shared-vlan",
  description:
    "Each VLAN ID carries one segment of a fabric, because segments on the same VLAN are not isolated from each other.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps:
    "Give each segment its own VLAN ID, or merge the two; mark a network on another switch with the label macvlan-fabric.switch.",
  url: "https://github.com/moby/moby/issues/49554",
  looksAt: conflicts,
  check: reportConflict,
});
