import { uncovered, vlanText } from "../../topology/model/vlan-ranges";
import { lanVlans } from "../../topology/model/vsphere-model";
import { ownPlan } from "../../topology/plan/address-plan";
import { defineRule } from "../support/define-rule";
import { rowsOf } from "../support/earlier-rows";
import { resourcesInRun } from "../support/looks-at";
import { carriesMacvlan, PORT_GROUP_TYPES, portGroupLabel, readTaggedVlans } from "../support/port-group";
import type { Row } from "../support/rows";

export const portGroupTrunk = defineRule({
  name: "port-group-trunk",
  description:
    "Port groups that carry macvlan traffic carry every VLAN of the plan with its tag, because otherwise the segment is split.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps:
    "Give a standard port group vlanId 4095, and a distributed one vlanRanges that cover the plan's VLANs.",
  looksAt: resourcesInRun(...PORT_GROUP_TYPES),
  check: ({ resource, earlier }, report) => {
    if (!carriesMacvlan(resource, earlier)) return;
    const tagged = readTaggedVlans(resource);
    const lost = plannedVlans(earlier).flatMap((vlan) => uncovered({ minVlan: vlan, maxVlan: vlan }, tagged));
    if (lost.length === 0) return;
    report(
      `${portGroupLabel(resource)} VLANs: does not carry ${lost.map(vlanText).join(", ")} of the plan. ` +
        "Set vlanId 4095 on a standard port group, or extend the vlanRanges of a distributed one.",
    );
  },
});

/** The VLAN IDs of the bridged LAN in the plan of the stack itself, in order. */
function plannedVlans(rows: readonly Row[]): number[] {
  const vlans = rowsOf(rows, "fabric").flatMap(({ plan }) => lanVlans(ownPlan(plan).networks));
  return [...new Set(vlans)].sort((a, b) => a - b);
}
