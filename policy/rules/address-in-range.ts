import { defineRule } from "../support/define-rule";
import { conflicts, reportConflict } from "../support/looks-at";

export const addressInRange = defineRule({
  name: "address-in-range",
  description:
    "Fixed addresses lie outside every range of automatic addresses, including those of DHCP servers, because otherwise whoever asks first after a reboot gets the address.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Use the address that the message suggests, or move the range.",
  url: "https://github.com/docker/compose/issues/11899",
  looksAt: conflicts,
  check: reportConflict,
});
