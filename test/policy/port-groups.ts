import { TOKENS } from "../../components/tokens";
import { urnOf, type Resource } from "./analyze";

const OPEN = { allowPromiscuous: true, allowForgedTransmits: true, allowMacChanges: false };

/** The VLANs of the reference topology. */
export const VLAN_RANGES = [0, 10, 20].map((vlan) => ({ minVlan: vlan, maxVlan: vlan }));

/** A sound port group on a standard switch. */
export function standard(props: Record<string, unknown> = {}): Resource {
  const type = "vsphere:index/hostPortGroup:HostPortGroup";
  return { type, name: "esx1", props: { name: "macvlan", vlanId: 4095, ...OPEN, ...props } };
}

/** A sound port group on a distributed switch, part of a component if given. */
export function distributed(props: Record<string, unknown> = {}, parent?: Resource): Resource {
  const type = "vsphere:index/distributedPortGroup:DistributedPortGroup";
  const opts = parent === undefined ? {} : { parent: urnOf(parent.type, parent.name) };
  return { type, name: "trunk", props: { name: "macvlan", vlanRanges: VLAN_RANGES, ...OPEN, ...props }, ...opts };
}

/** The port group component of a Fabric. */
export function component(props: Record<string, unknown> = {}): Resource {
  const inputs = { kind: "distributed", name: "macvlan", macLearning: false, dedicated: true, ...props };
  return { type: TOKENS.trunkPortGroup, name: "fabric-vsphere-trunk", props: inputs };
}
