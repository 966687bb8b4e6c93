import { earlierOf, rowRule } from "../support/row-rule";

export const oneVlanDevice = rowRule(
  {
    name: "one-vlan-device",
    description: "A NIC has one subinterface for each VLAN ID, because the kernel refuses a second one under any name.",
    enforcementLevel: "mandatory",
    severity: "medium",
    remediationSteps: "Use the subinterface that the message names for both purposes.",
  },
  "subinterface",
  (sight, report) => {
    const { label, host, nic, vlan, link } = sight.row;
    const first = earlierOf(sight, "subinterface").find(
      (row) => row.host === host && row.nic === nic && row.vlan === vlan,
    );
    if (first === undefined) return;
    report(
      `${label} link: ${link} would be a second device for VLAN ${vlan} on ${nic} of ${host}, beside ` +
        `${first.link} of ${first.label}. Use that one.`,
    );
  },
);
