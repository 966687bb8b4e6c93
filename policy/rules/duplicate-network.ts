import { planRule } from "../support/plan-rule";

export const duplicateNetwork = planRule({
  name: "duplicate-network",
  description:
    "Each segment of a fabric has a network name of its own, because every host carries several segments and Docker needs distinct names.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Rename the network of one of the two segments named in the message.",
});
