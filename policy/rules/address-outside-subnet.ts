import { defineRule } from "../support/define-rule";
import { conflicts, reportConflict } from "../support/looks-at";

export const addressOutsideSubnet = defineRule({
  name: "address-outside-subnet",
  description:
    "Every fixed address lies inside the subnet of its network, because Docker rejects any other address only when the container starts.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Use an address from the range given in the message.",
  looksAt: conflicts,
  check: reportConflict,
});
