import { GUEST_TAGGING, UNTAGGED, uncovered, vlanText, type VlanRange } from "../../topology/model/vlan-ranges";
import { lanVlans } from "../../topology/model/vsphere-model";
import { ownPlan } from "../../topology/plan/address-plan";
import { defineRule } from "../support/define-rule";
import { rowsOf } from "../support/earlier-rows";
import { resourcesInRun } from "../support/looks-at";
import {
  carriesMacvlan,
  findFabricPortGroup,
  PORT_GROUP_TYPES,
  portGroupLabel,
  readTaggedVlans,
} from "../support/port-group";
import { read } from "../support/read-props";
import type { Row } from "../support/rows";
import { TYPES } from "../support/types";

export const portGroupTrunk = defineRule({
  name: "port-group-trunk",
  description:
    "Port groups that carry the lab's traffic carry every VLAN of the plan with its tag, and untagged frames as VLAN 0, because otherwise the segment is split.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps:
    "Give a standard port group vlanId 4095, and a distributed one vlanRanges that cover the plan's VLANs and, for untagged frames, 0.",
  looksAt: resourcesInRun(...PORT_GROUP_TYPES),
  check: ({ resource, earlier }, report) => {
    const label = portGroupLabel(resource);
    if (resource.type === TYPES.distributedPortGroup && read(resource.props, "vlanId") === GUEST_TAGGING) {
      report(
        `${label} vlanId: ${GUEST_TAGGING} means every VLAN on a standard port group only. Write ` +
          `vlanRanges: [{ minVlan: 0, maxVlan: ${GUEST_TAGGING - 1} }], or only the VLANs that the lab has.`,
      );
      return;
    }
    if (!carriesMacvlan(resource, earlier)) return;
    const tagged = readTaggedVlans(resource);
    const needed = [
      ...(needsUntagged(earlier) || findFabricPortGroup(resource, earlier) !== undefined ? [UNTAGGED] : []),
      ...plannedVlans(earlier),
    ];
    const lost = needed.flatMap((range) => uncovered(range, tagged));
    if (lost.length === 0) return;
    report(
      `${label} VLANs: does not carry ${lost.map(vlanText).join(", ")} of the plan. Set vlanId ${GUEST_TAGGING} on a ` +
        "standard port group, or extend the vlanRanges of a distributed one (untagged frames are VLAN 0).",
    );
  },
});

/** The VLAN IDs of the bridged LAN in the plan of the stack itself, in order. */
function plannedVlans(rows: readonly Row[]): VlanRange[] {
  const vlans = rowsOf(rows, "fabric").flatMap(({ plan }) => lanVlans(ownPlan(plan).networks));
  return [...new Set(vlans)].sort((a, b) => a - b).map((vlan) => ({ minVlan: vlan, maxVlan: vlan }));
}

/** Whether a segment of the bridged LAN has no VLAN ID. */
function needsUntagged(rows: readonly Row[]): boolean {
  return rowsOf(rows, "fabric").some(({ plan }) =>
    ownPlan(plan).networks.some(
      ({ kind, vlan, switch: switchName }) => kind !== "bridge" && vlan === undefined && switchName === undefined,
    ),
  );
}
