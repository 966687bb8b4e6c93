import type { ForeignInput, PeerInput, VmInput } from "../schema/fabric-schema";
import type { ExistingVm } from "./existing-vm";
import type { Vsphere, VsphereVm } from "./vsphere-model";

/** The normalised model: every default filled in, every reference resolved, in the order of the configuration. */
export interface Topology {
  readonly stack: string;
  readonly lan: {
    readonly subnet: string;
    readonly gateway?: string;
    readonly reserved: Readonly<Record<string, string>>;
  };
  readonly hosts: readonly Host[];
  readonly vsphere?: Vsphere;
  readonly segments: readonly Segment[];
  readonly registry?: Registry;
  readonly images: readonly Image[];
  readonly containers: readonly Container[];
  readonly foreign: readonly Foreign[];
  readonly peers: readonly Peer[];
}

export interface Host {
  readonly name: string;
  /** Address on the bridged LAN, with the LAN's prefix length. */
  readonly address: string;
  readonly prefix: number;
  readonly nic: string;
  /** MTU of its NICs, in bytes. */
  readonly mtu: number;
  /** Interfaces on other switches, by switch. */
  readonly nics: Readonly<Record<string, string>>;
  /** The oldest Docker engine that it may have. */
  readonly docker?: string;
  readonly vm: Vm;
}

/** The machine behind a host. */
export type Vm = Extract<VmInput, { kind: "lab" }> | ExistingVm | VsphereVm;

/** One broadcast domain with one subnet: the same Docker network on each of its hosts. */
export interface Segment {
  readonly name: string;
  readonly network: string;
  readonly subnet: string;
  readonly gateway: string;
  readonly vlan?: number;
  /** Absent for the bridged LAN. */
  readonly switch?: string;
  readonly mode: "bridge" | "private" | "vepa";
  readonly members: readonly SegmentMember[];
  readonly hostGateway?: string;
  /** MTU of its subinterfaces, in bytes; absent for that of the NIC. */
  readonly mtu?: number;
  /** Addresses and ranges of somebody else, by owner. */
  readonly reserved: Readonly<Record<string, string>>;
  /** Addresses that containers on several hosts may have at once, by purpose. */
  readonly shared: Readonly<Record<string, string>>;
  /** The block that ip-ranges are cut from. */
  readonly pool?: string;
}

export interface SegmentMember {
  readonly host: string;
  /** The interface on the segment's switch. */
  readonly nic: string;
  /** The macvlan parent on this host. */
  readonly carrier: string;
  /** The host's own address on the VLAN, with prefix length. */
  readonly hostAddress?: string;
  /** Where Docker takes automatic addresses from. */
  readonly ipRange?: { readonly range: string; readonly fromPool: boolean };
  readonly shim?: Shim;
}

/** A macvlan link of a host itself, beside its containers. */
export interface Shim {
  readonly link: string;
  readonly address: string;
  readonly mac: string;
}

export interface Registry {
  readonly host: string;
  /** `address:port`, as image references name it. */
  readonly endpoint: string;
  readonly address: string;
  readonly port: number;
  readonly image: string;
}

export interface Image {
  readonly name: string;
  readonly tag: string;
  readonly source: string;
  /** Hosts that run it. */
  readonly hosts: readonly string[];
}

export interface Container {
  readonly name: string;
  readonly host: string;
  readonly image: string;
  readonly attach: readonly Attachment[];
  /** Segment whose gateway is the default route; absent with one segment alone. */
  readonly defaultGateway?: string;
  readonly command: readonly string[];
  readonly capabilities: readonly string[];
  readonly memory: number;
  readonly pids: number;
}

export interface Attachment {
  readonly segment: string;
  readonly address: string;
  readonly mac: string;
}

export type Foreign = ForeignInput & { readonly name: string };
export type Peer = PeerInput & { readonly name: string };
