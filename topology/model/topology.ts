import type { DriverMode } from "../drivers";
import type {
  BridgeConfiguration,
  ContainerConfiguration,
  FabricConfiguration,
  ForeignConfiguration,
  HostConfiguration,
  ImageConfiguration,
  PeerConfiguration,
  RegistryConfiguration,
  SegmentConfiguration,
  TestConfiguration,
  VmConfiguration,
} from "../schema/fabric-schema";
import type { Origins } from "../schema/origins";
import type { Dependency } from "./dependencies";
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
  readonly bridges: readonly Bridge[];
  readonly routers: readonly Router[];
  readonly registry?: Registry;
  readonly images: readonly Image[];
  readonly containers: readonly Container[];
  /** Where containers are written that do not stand in the configuration themselves. */
  readonly origins: Origins;
  /** Whether to ask for the addresses of containers before they are made. */
  readonly probe: boolean;
  readonly tests: readonly UserTest[];
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

/** Keys of a segment that move to its subnets or members in the model. */
type Moved =
  | ("subnet" | "gateway" | "reserved" | "shared" | "ipRanges" | "pool" | "subnets")
  | ("hosts" | "hostAddresses" | "hostGateway" | "shims" | "links");

/** One broadcast domain with one or several subnets: the same Docker network on each of its hosts. */
export interface Segment extends Readonly<Omit<SegmentConfiguration, Moved>> {
  readonly name: string;
  readonly mode: DriverMode;
  readonly subnets: readonly SegmentSubnet[];
  readonly members: readonly SegmentMember[];
  /** Routers of the subnets of the hosts' own addresses, with their paths in the configuration. */
  readonly hostGateways: readonly PlacedAddress[];
}

export interface SegmentSubnet {
  /** Its path in the configuration: `segments.vlan10`, or `segments.vlan10.subnets.1`. */
  readonly path: string;
  readonly subnet: string;
  /** Absent in an internal segment. */
  readonly gateway?: string;
  /** Addresses and ranges of others, by owner. */
  readonly reserved: Readonly<Record<string, string>>;
  /** Anycast addresses, by purpose. */
  readonly shared: Readonly<Record<string, string>>;
  /** The block that ip-ranges are cut from. */
  readonly pool?: string;
  /** Where Docker takes automatic addresses from, by host. */
  readonly ipRanges: ReadonlyMap<string, AssignedRange>;
}

/** An address, or one with prefix length, and its path in the configuration. */
export interface PlacedAddress {
  readonly address: string;
  readonly path: string;
}

export interface SegmentMember {
  readonly host: string;
  /** The interface on the segment's switch. */
  readonly nic: string;
  /** The link that carries the segment on this host: the NIC, or a subinterface of it. */
  readonly carrier: string;
  /** The host's own addresses on the VLAN, with prefix length. */
  readonly hostAddresses: readonly PlacedAddress[];
  readonly shim?: Shim;
}

/** The range of automatic addresses that a host's Docker has on a segment. */
export interface AssignedRange {
  /** Canonical CIDR text. */
  readonly range: string;
  /** Whether it was cut from the pool. */
  readonly fromPool: boolean;
}

/** A link of a host itself, beside its containers. */
export interface Shim {
  readonly link: string;
  readonly addresses: readonly PlacedAddress[];
  /** Absent where the driver gives it the carrier's. */
  readonly mac?: string;
}

/** A Docker bridge network on each host that has a container on it. */
export interface Bridge extends Readonly<BridgeConfiguration> {
  readonly name: string;
  readonly hosts: readonly string[];
}

/** A network namespace on a host that has the gateway addresses of segments, and forwards between them. */
export interface Router {
  readonly name: string;
  readonly host: string;
  readonly namespace: string;
  readonly links: readonly RouterLink[];
  /** Which segment may open connections to which. */
  readonly allow: readonly { readonly from: string; readonly to: string }[];
  readonly nat?: RouterNat;
  /** Next hop of each further subnet. */
  readonly routes: readonly { readonly subnet: string; readonly via: string }[];
}

/** The link of a router on a segment. */
export interface RouterLink {
  readonly segment: string;
  /** The link of the host below it, and its own name in the namespace. */
  readonly carrier: string;
  /** Gateways of the segment, with prefix length. */
  readonly addresses: readonly string[];
  readonly mac: string;
  /** Where the configuration asks for it. */
  readonly path: string;
}

/** The link of a router on the LAN. */
export interface RouterNat {
  readonly carrier: string;
  readonly link: string;
  /** With prefix length. */
  readonly address: string;
  readonly mac: string;
  readonly path: string;
  /** The router of the LAN; absent where it has none of the address's family. */
  readonly gateway?: string;
  /** Segments that may use it. */
  readonly segments: readonly string[];
}

export interface Registry extends Readonly<RegistryConfiguration> {
  /** `address:port`, as image references name it. */
  readonly endpoint: string;
  readonly address: string;
}

export interface Image extends Readonly<Pick<ImageConfiguration, "tag">> {
  readonly name: string;
  readonly origin: ImageOrigin;
  /** Hosts that run it. */
  readonly hosts: readonly string[];
}

/** Where an image comes from; paths are as the configuration has them. */
export type ImageOrigin = { readonly kind: "reference"; readonly source: string } | ImageFiles;

/** What is beside the configuration of an image that no other registry has. */
export type ImageFiles =
  | { readonly kind: "archive"; readonly file: string; readonly tag?: string }
  | {
      readonly kind: "build";
      readonly context: string;
      readonly dockerfile: string;
      readonly args: Readonly<Record<string, string>>;
    };

/** A container; `defaultGateway` is absent when it is on one network only. */
export interface Container extends Readonly<Omit<ContainerConfiguration, "attach" | "bridges" | "depends_on">> {
  readonly name: string;
  /** The containers that it waits for. */
  readonly dependencies: readonly Dependency[];
  readonly attach: readonly Attachment[];
  readonly bridges: readonly BridgeAttachment[];
}

export interface Attachment {
  readonly segment: string;
  /** At most one of each family, because Docker gives an endpoint no more. */
  readonly addresses: readonly PlacedAddress[];
  /** Lower case. Absent: the engine chooses. */
  readonly mac?: string;
}

export interface BridgeAttachment extends PlacedAddress {
  readonly bridge: string;
}

/** A test of the user's own, with what it tries. Exactly one of its kinds is there. */
export interface UserTest extends Readonly<Omit<TestConfiguration, "from" | "to" | "expect">> {
  readonly name: string;
  readonly from: { readonly kind: "container" | "host"; readonly name: string };
  /** Absent for a command; the name of a gateway is its segment's, that of an address the address. */
  readonly to?: { readonly kind: "container" | "host" | "router" | "gateway" | "address"; readonly name: string };
  /** What is tried of the target; all of them must be as expected. */
  readonly addresses: readonly string[];
  readonly expect: "reach" | "blocked";
}

export type Foreign = Readonly<ForeignConfiguration> & { readonly name: string };
export type Peer = Readonly<PeerConfiguration> & { readonly name: string };
