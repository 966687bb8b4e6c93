import { defineRule } from "../support/define-rule";
import { conflicts, reportConflict } from "../support/looks-at";

export const unusableAddress = defineRule({
  name: "unusable-address",
  description:
    "Nothing uses the network or broadcast address of a subnet, because Docker rejects it only when the container starts, or never.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Use an address from the range given in the message.",
  looksAt: conflicts,
  check: reportConflict,
});
