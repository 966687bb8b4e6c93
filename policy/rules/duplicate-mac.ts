import { planRule } from "../support/plan-rule";

export const duplicateMac = planRule({
  name: "duplicate-mac",
  description:
    "No two containers or machines of a layer-2 network have the same MAC address, because the kernel refuses that on one parent only and switches would flap.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps:
    "Give one of them another address, from which a fabric derives the MAC, or remove macAddress from it.",
  url: "https://github.com/moby/moby/issues/22174",
});
