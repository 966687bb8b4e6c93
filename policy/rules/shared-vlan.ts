import { planRule } from "../support/plan-rule";

export const sharedVlan = planRule({
  name: "shared-vlan",
  description:
    "Each VLAN ID carries one segment of a fabric, because segments on one VLAN are not separated from each other.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps:
    "Give each segment a VLAN ID of its own, or make the two one; a network on another switch says so by the label macvlan-fabric.switch.",
  url: "https://github.com/moby/moby/issues/49554",
});
