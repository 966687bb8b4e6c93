import { planRule } from "../support/plan-rule";

export const duplicateAddress = planRule({
  name: "duplicate-address",
  description:
    "No address of a layer-2 network has two owners on any of the hosts, because daemons keep separate books and accept the second owner without a word.",
  enforcementLevel: "mandatory",
  severity: "critical",
  remediationSteps: "Give one of the two owners named in the message another address; the message suggests a free one.",
  url: "https://github.com/moby/moby/issues/49921",
});
