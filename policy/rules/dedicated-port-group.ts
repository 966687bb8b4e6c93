import { defineRule } from "../support/define-rule";
import { observationsOf } from "../support/looks-at";

export const dedicatedPortGroup = defineRule({
  name: "dedicated-port-group",
  description:
    "A promiscuous port group carries only the VMs of the lab, because every VM on it sees all of its frames.",
  enforcementLevel: "advisory",
  severity: "medium",
  remediationSteps:
    "Let the stack create its own port group, use MAC learning, or set vsphere.portGroup.dedicated if nothing else is on it.",
  looksAt: observationsOf("port group"),
  check: ({ row }, report) => {
    if (row.dedicated || row.macLearning) return;
    report(
      `vsphere.portGroup.name: ${row.name} already exists, and nothing says that the lab is alone on it: if it is ` +
        "promiscuous, other VMs there see all frames of the lab. Use a port group of its own, or set " +
        "vsphere.portGroup.dedicated: true, or vsphere.portGroup.macLearning: true if it learns MAC addresses instead.",
    );
  },
});
