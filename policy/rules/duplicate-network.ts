import { defineRule } from "../support/define-rule";
import { conflicts, reportConflict } from "../support/looks-at";

export const duplicateNetwork = defineRule({
  name: "duplicate-network",
  description:
    "Every segment of a fabric has its own network name, because each host carries several segments and Docker needs distinct names.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Rename the network of one of the two segments named in the message.",
  looksAt: conflicts,
  check: reportConflict,
});
