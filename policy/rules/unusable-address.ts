import { defineRule } from "../support/define-rule";
import { conflicts, reportConflict } from "../support/looks-at";

export const unusableAddress = defineRule({
  name: "unusable-address",
  description:
    "Nothing uses the network or broadcast address of a subnet, and no gateway is link-local, because Docker rejects such addresses only when the container starts, or never, and accepts no gateway outside the subnet.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps:
    "Use an address from the range given in the message; give a router that has only a link-local address one in the subnet as well.",
  looksAt: conflicts,
  check: reportConflict,
});
