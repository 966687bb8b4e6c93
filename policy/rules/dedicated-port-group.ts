import type { ResourceValidationPolicy } from "@pulumi/policy";
import { rowRule } from "../support/row-rule";

export const dedicatedPortGroup: ResourceValidationPolicy = rowRule(
  {
    name: "dedicated-port-group",
    description:
      "A promiscuous port group carries the machines of the lab alone, because every machine on it sees all of its frames.",
    enforcementLevel: "advisory",
    severity: "medium",
    remediationSteps:
      "Let the stack make a port group of its own, use MAC learning, or state vsphere.portGroup.dedicated when nothing else is on it.",
  },
  "trunk",
  ({ row }, report) => {
    if (row.dedicated || row.macLearning) return;
    report(
      `vsphere.portGroup.name: ${row.name} was there before, and nothing states that the lab is alone on it: other ` +
        "machines there see all frames of the lab if it is promiscuous. Use one of its own, or set " +
        "vsphere.portGroup.dedicated: true, or macLearning: true where it learns MACs instead.",
    );
  },
);
