import { GUEST_TAGGING, standardTrunk, type VlanRange } from "../../topology/model/vlan-ranges";
import { at, countAt } from "./known";
import type { Row, ObservedResource, TrunkRow } from "./rows";
import { TYPES } from "./types";

export function isPortGroup({ type }: ObservedResource): boolean {
  return type === TYPES.hostPortGroup || type === TYPES.distributedPortGroup;
}

/** How messages call it. */
export function portGroupLabel({ type, name }: ObservedResource): string {
  return `vsphere.${type === TYPES.hostPortGroup ? "HostPortGroup" : "DistributedPortGroup"} "${name}"`;
}

/** The VLANs that it hands over with their tags, 0 for untagged frames; empty for an access port. Throws on an unknown value. */
export function trunkOf({ props }: ObservedResource): VlanRange[] {
  if (at(props, "vlanId") === GUEST_TAGGING) return [standardTrunk(GUEST_TAGGING)];
  return Array.from({ length: countAt(props, "vlanRanges") }, (_, index) => ({
    minVlan: Number(at(props, "vlanRanges", index, "minVlan")),
    maxVlan: Number(at(props, "vlanRanges", index, "maxVlan")),
  }));
}

/** The Fabric's port group that it is part of. */
export function trunkAbove({ opts }: ObservedResource, rows: readonly Row[]): TrunkRow | undefined {
  return rows.find((row): row is TrunkRow => row.kind === "trunk" && row.urn === opts?.parent);
}

/** Whether machines with macvlan are behind it: a Fabric's, or any trunk in the stack of one. */
export function carriesMacvlan(seen: ObservedResource, rows: readonly Row[]): boolean {
  const besideFabric = rows.some(({ kind }) => kind === "fabric") && trunkOf(seen).length > 0;
  return trunkAbove(seen, rows) !== undefined || besideFabric;
}
