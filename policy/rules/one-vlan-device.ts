import { defineRule } from "../support/define-rule";
import { rowsOf } from "../support/earlier-rows";
import { observationsOf } from "../support/looks-at";

export const oneVlanDevice = defineRule({
  name: "one-vlan-device",
  description: "A NIC has one subinterface for each VLAN ID, because the kernel refuses a second one under any name.",
  enforcementLevel: "mandatory",
  severity: "medium",
  remediationSteps: "Use the subinterface named in the message for both purposes.",
  looksAt: observationsOf("subinterface"),
  check: ({ row, earlier }, report) => {
    const { label, host, nic, vlan, link } = row;
    const first = rowsOf(earlier, "subinterface").find(
      (other) => other.host === host && other.nic === nic && other.vlan === vlan,
    );
    if (first === undefined) return;
    report(
      `${label} link: ${link} would be a second device for VLAN ${vlan} on ${nic} of ${host}, beside ` +
        `${first.link} of ${first.label}. Use that one.`,
    );
  },
});
