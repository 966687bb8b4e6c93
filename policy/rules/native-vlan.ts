import { defineRule } from "../support/define-rule";
import { observationsOf } from "../support/looks-at";

export const nativeVlan = defineRule({
  name: "native-vlan",
  description:
    "A segment avoids VLAN ID 1, because it is the native VLAN of most switches, which send its frames untagged.",
  enforcementLevel: "advisory",
  severity: "low",
  remediationSteps: "Choose a VLAN ID from 2 to 4094, or make the segment untagged.",
  looksAt: observationsOf("network"),
  check: ({ row }, report) => {
    if (!row.layer2 || row.vlan !== 1) return;
    report(
      `${row.label} options.parent: ${row.carrier ?? ""} is on VLAN 1, the native VLAN of most switches. Choose another ID.`,
    );
  },
});
