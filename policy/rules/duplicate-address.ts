import { defineRule } from "../support/define-rule";
import { conflicts, reportConflict } from "../support/looks-at";

export const duplicateAddress = defineRule({
  name: "duplicate-address",
  description:
    "No address of a layer-2 network has two owners, even on different hosts, because each daemon tracks only its own addresses and silently accepts the second owner.",
  enforcementLevel: "mandatory",
  severity: "critical",
  remediationSteps: "Give one of the two owners named in the message another address; the message suggests a free one.",
  url: "https://github.com/moby/moby/issues/49921",
  looksAt: conflicts,
  check: reportConflict,
});
