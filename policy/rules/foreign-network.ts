import { defineRule } from "../support/define-rule";
import { conflicts, reportConflict } from "../support/looks-at";

export const foreignNetwork = defineRule({
  name: "foreign-network",
  description:
    "No subnet of the lab overlaps a network that the configuration declares as foreign, because hosts would lose their route to it, and Docker would refuse a network on an address pool in use.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Give the subnet of the lab another block, or correct the entry under foreign.",
  url: "https://github.com/moby/moby/issues/18335",
  looksAt: conflicts,
  check: reportConflict,
});
