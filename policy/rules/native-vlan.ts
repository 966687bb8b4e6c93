import { rowRule } from "../support/row-rule";

export const nativeVlan = rowRule(
  {
    name: "native-vlan",
    description:
      "A segment avoids VLAN ID 1, because it is the native VLAN of most switches, which send its frames untagged.",
    enforcementLevel: "advisory",
    severity: "low",
    remediationSteps: "Choose a VLAN ID from 2 to 4094, or make the segment untagged.",
  },
  "network",
  ({ row }, report) => {
    if (!row.layer2 || row.vlan !== 1) return;
    report(
      `${row.label} options.parent: ${String(row.carrier)} is VLAN 1, the native VLAN of most switches. Choose another ID.`,
    );
  },
);
