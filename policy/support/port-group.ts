import { GUEST_TAGGING, standardTrunk, type VlanRange } from "../../topology/model/vlan-ranges";
import { rowsOf } from "./earlier-rows";
import { mapItems, read } from "./read-props";
import type { ObservedResource, PortGroupRow, Row } from "./rows";
import { TYPES } from "./types";

export const PORT_GROUP_TYPES = [TYPES.hostPortGroup, TYPES.distributedPortGroup] as const;

/** How messages refer to it. */
export function portGroupLabel({ type, name }: ObservedResource): string {
  return `vsphere.${type === TYPES.hostPortGroup ? "HostPortGroup" : "DistributedPortGroup"} "${name}"`;
}

/** The VLANs that it passes on tagged, 0 for untagged frames; none for an access port. Throws on an unknown value. */
export function readTaggedVlans({ props }: ObservedResource): VlanRange[] {
  if (read(props, "vlanId") === GUEST_TAGGING) return [standardTrunk(GUEST_TAGGING)];
  return mapItems(props, "vlanRanges", (index) => ({
    minVlan: Number(read(props, "vlanRanges", index, "minVlan")),
    maxVlan: Number(read(props, "vlanRanges", index, "maxVlan")),
  }));
}

/** The port group component of a Fabric that it is part of. */
export function findFabricPortGroup({ opts }: ObservedResource, earlier: readonly Row[]): PortGroupRow | undefined {
  return rowsOf(earlier, "port group").find(({ urn }) => urn === opts?.parent);
}

/** Whether it carries the traffic of a Fabric: as part of one, or as any trunk in a stack with one. */
export function carriesMacvlan(resource: ObservedResource, earlier: readonly Row[]): boolean {
  const besideFabric = rowsOf(earlier, "fabric").length > 0 && readTaggedVlans(resource).length > 0;
  return findFabricPortGroup(resource, earlier) !== undefined || besideFabric;
}
