import { planRule } from "../support/plan-rule";

export const foreignNetwork = planRule({
  name: "foreign-network",
  description:
    "No subnet of the lab overlaps a network that the configuration declares as somebody else's, because hosts would lose their way to it, and Docker would refuse a network on an address pool in use.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Give the subnet of the lab another block, or correct the entry under foreign.",
  url: "https://github.com/moby/moby/issues/18335",
});
