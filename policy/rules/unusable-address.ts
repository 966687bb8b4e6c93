import { planRule } from "../support/plan-rule";

export const unusableAddress = planRule({
  name: "unusable-address",
  description:
    "No one is given the network or broadcast address of a subnet, because Docker refuses it only when the container starts, or never.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Give the owner an address from the range that the message names.",
});
