import type { ResourceValidationPolicy } from "@pulumi/policy";
import { uncovered, vlanText } from "../../topology/model/vlan-ranges";
import { carriesMacvlan, isPortGroup, portGroupLabel, trunkOf } from "../support/port-group";
import type { Row } from "../support/rows";
import { run } from "../support/run";

export const portGroupTrunk: ResourceValidationPolicy = {
  name: "port-group-trunk",
  description:
    "Port groups of machines with macvlan carry every VLAN of the plan with its tag, because a segment is cut in two wherever they do not.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps:
    "Give a standard port group vlanId 4095, and a distributed one vlanRanges that cover the plan's VLANs.",
  validateResource: (args, report) => {
    run.observe(args);
    if (!isPortGroup(args) || !carriesMacvlan(args, run.all())) return;
    const carried = trunkOf(args);
    const lost = plannedVlans(run.all()).flatMap((vlan) => uncovered({ minVlan: vlan, maxVlan: vlan }, carried));
    if (lost.length > 0)
      report(`${portGroupLabel(args)} VLANs: it does not carry ${lost.map(vlanText).join(", ")} of the plan.`);
  },
};

/** VLAN IDs of the bridged LAN in the plan of the stack itself, in order. */
function plannedVlans(rows: readonly Row[]): number[] {
  const networks = rows.flatMap((row) => (row.kind === "fabric" ? row.plan.networks : []));
  const own = networks.filter((network) => network.stack === undefined && network.switch === undefined);
  return [...new Set(own.flatMap(({ vlan }) => vlan ?? []))].sort((a, b) => a - b);
}
