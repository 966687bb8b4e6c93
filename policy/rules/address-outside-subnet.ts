import { planRule } from "../support/plan-rule";

export const addressOutsideSubnet = planRule({
  name: "address-outside-subnet",
  description:
    "Every fixed address lies inside the subnet of its network, because Docker refuses it only when the container starts.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Give the owner an address from the range that the message names.",
});
