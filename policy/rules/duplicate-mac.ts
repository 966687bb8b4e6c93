import { defineRule } from "../support/define-rule";
import { conflicts, reportConflict } from "../support/looks-at";

export const duplicateMac = defineRule({
  name: "duplicate-mac",
  description:
    "No two containers, host shims, routers or machines on a layer-2 network share a MAC address, because the kernel refuses that only on the same parent, and switches would keep moving the address between their ports.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Give one of them another MAC; a container needs none, because Docker then chooses one.",
  url: "https://github.com/moby/moby/issues/22174",
  looksAt: conflicts,
  check: reportConflict,
});
