import { planRule } from "../support/plan-rule";

export const addressInRange = planRule({
  name: "address-in-range",
  description:
    "Fixed addresses lie outside every range of automatic ones, a DHCP server's included, because after a reboot whoever comes first takes them.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Give the owner the address that the message proposes, or move the range.",
  url: "https://github.com/docker/compose/issues/11899",
});
