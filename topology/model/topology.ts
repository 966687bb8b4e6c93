import type {
  ContainerConfiguration,
  FabricConfiguration,
  ForeignConfiguration,
  HostConfiguration,
  ImageConfiguration,
  PeerConfiguration,
  RegistryConfiguration,
  SegmentConfiguration,
  VmConfiguration,
} from "../schema/fabric-schema";
import type { ExistingVm } from "./existing-vm";
import type { Vsphere, VsphereVm } from "./vsphere-model";

/**
 * The normalised model: every reference resolved, every address in canonical notation, lists in the order of the
 * configuration. Values that are not derived have the types of the schema.
 */
export interface Topology {
  readonly stack: string;
  readonly lan: Readonly<FabricConfiguration["lan"]>;
  readonly hosts: readonly Host[];
  readonly vsphere?: Vsphere;
  readonly segments: readonly Segment[];
  readonly registry?: Registry;
  readonly images: readonly Image[];
  readonly containers: readonly Container[];
  readonly foreign: readonly Foreign[];
  readonly peers: readonly Peer[];
}

export interface Host extends Readonly<Omit<HostConfiguration, "vm">> {
  readonly name: string;
  /** Prefix length of the LAN, to which its `address` belongs. */
  readonly prefix: number;
  readonly vm: Vm;
}

/** The machine behind a host. */
export type Vm = Extract<VmConfiguration, { kind: "lab" }> | ExistingVm | VsphereVm;

/** Keys of a segment that move to its members in the model, and the pool, which becomes a block. */
type PerHost = "hosts" | "hostAddresses" | "ipRanges" | "shims" | "pool";

/** One broadcast domain with one subnet: the same Docker network on each of its hosts. */
export interface Segment extends Readonly<Omit<SegmentConfiguration, PerHost>> {
  readonly name: string;
  readonly members: readonly SegmentMember[];
  /** The block that ip-ranges are cut from. */
  readonly pool?: string;
}

export interface SegmentMember {
  readonly host: string;
  /** The interface on the segment's switch. */
  readonly nic: string;
  /** The link that carries the segment on this host: the NIC, or a subinterface of it. */
  readonly carrier: string;
  /** The host's own address on the VLAN, with prefix length. */
  readonly hostAddress?: string;
  /** Where Docker takes automatic addresses from. */
  readonly ipRange?: AssignedRange;
  readonly shim?: Shim;
}

/** The range of automatic addresses that a host's Docker has on a segment. */
export interface AssignedRange {
  /** Canonical CIDR text. */
  readonly range: string;
  /** Whether it was cut from the pool. */
  readonly fromPool: boolean;
}

/** A macvlan link of a host itself, beside its containers. */
export interface Shim {
  readonly link: string;
  readonly address: string;
  readonly mac: string;
}

export interface Registry extends Readonly<RegistryConfiguration> {
  /** `address:port`, as image references name it. */
  readonly endpoint: string;
  readonly address: string;
}

export interface Image extends Readonly<ImageConfiguration> {
  readonly name: string;
  readonly source: string;
  /** Hosts that run it. */
  readonly hosts: readonly string[];
}

/** A container; `defaultGateway` is absent when it is on one segment only. */
export interface Container extends Readonly<Omit<ContainerConfiguration, "attach">> {
  readonly name: string;
  readonly attach: readonly Attachment[];
}

export interface Attachment {
  readonly segment: string;
  readonly address: string;
  readonly mac: string;
}

export type Foreign = Readonly<ForeignConfiguration> & { readonly name: string };
export type Peer = Readonly<PeerConfiguration> & { readonly name: string };
