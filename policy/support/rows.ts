import type { AddressPlan } from "../../topology/plan/address-plan";

/** What a rule may read of a resource. */
export interface ObservedResource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly props: Readonly<Record<string, unknown>>;
  readonly provider?: { readonly name: string; readonly urn: string; readonly props?: unknown };
  readonly opts?: { readonly parent?: string };
}

/** The plan of a Fabric. */
export interface FabricRow {
  readonly kind: "fabric";
  readonly plan: AddressPlan;
}

/** A Docker host of a Fabric. */
export interface HostRow {
  readonly kind: "host";
  readonly urn: string;
  readonly host: string;
  /** The interface on the LAN. */
  readonly nic?: string | undefined;
  /** Those on other switches. */
  readonly nics: readonly string[];
  /** MTU of its NICs, in bytes. */
  readonly mtu?: number | undefined;
  /** The oldest Docker version that it is declared to have. */
  readonly docker?: string | undefined;
  /** The oldest Docker version with which the plan works; the preparation of the host refuses an older one. */
  readonly required?: string | undefined;
}

/** The Docker provider of a host of a Fabric. */
export interface ProviderRow {
  readonly kind: "provider";
  readonly urn: string;
  readonly url?: string | undefined;
  readonly host: string;
}

/** The network of a segment on all of its hosts, to which the Docker networks below it belong. */
export interface SegmentRow {
  readonly kind: "segment";
  readonly urn: string;
  /** VLAN ID; absent for untagged frames. */
  readonly vlan?: number | undefined;
}

/** An 802.1Q subinterface that the stack creates. */
export interface SubinterfaceRow {
  readonly kind: "subinterface";
  readonly label: string;
  readonly host: string;
  readonly nic: string;
  readonly vlan: number;
  readonly link: string;
  readonly mtu?: number | undefined;
}

/** A Docker network on one host, by a Fabric or by hand. Unknown values are left out. */
export interface NetworkRow {
  readonly kind: "network";
  /** How messages refer to the resource: `docker.Network "net10"`. */
  readonly label: string;
  readonly name: string;
  readonly daemon: Daemon;
  readonly driver?: string | undefined;
  readonly layer2: boolean;
  readonly mode?: string | undefined;
  /** The link named by `options.parent`. */
  readonly carrier?: string | undefined;
  /** The NIC under the carrier, or the carrier itself. */
  readonly nic?: string | undefined;
  readonly vlan?: number | undefined;
  /** The switch named by its label, or else the NIC when the host's first network is on another one. */
  readonly switch?: string | undefined;
  /** Undefined while unknown. */
  readonly internal: boolean | undefined;
  readonly ipv6: boolean | undefined;
  /** Whether the network has IPv4: Docker 28 and later can switch it off. Undefined while unknown. */
  readonly ipv4: boolean | undefined;
  readonly pools: readonly Pool[];
}

/** One entry of `ipamConfigs`; unknown values are left out. */
export interface Pool {
  readonly subnet?: string | undefined;
  readonly gateway?: string | undefined;
  readonly ipRange?: string | undefined;
  readonly auxiliary: readonly string[];
  /** Fields that are unknown during preview. */
  readonly unknown: readonly string[];
}

/** A Docker container, by a Fabric or by hand. */
export interface ContainerRow {
  readonly kind: "container";
  readonly label: string;
  readonly name: string;
  readonly daemon: Daemon;
  readonly attachments: readonly Attachment[];
}

/** A container's connection to one network. */
export interface Attachment {
  /** Name of the network; absent while unknown, or when the network is given by its ID. */
  readonly network?: string | undefined;
  /** The input that asks for it: `networksAdvanced[0]` or `networkMode`. */
  readonly field: string;
  readonly addresses: readonly { readonly field: string; readonly address: string }[];
  /** Families without a fixed address: Docker assigns one if the network has a subnet. */
  readonly open: readonly (4 | 6)[];
  readonly mac?: string | undefined;
}

/** The port group of a Fabric on vSphere, created by the stack or already there. */
export interface PortGroupRow {
  readonly kind: "port group";
  readonly urn: string;
  readonly name: string;
  /** Whether nothing but the lab is on it: the stack creates it, or the configuration says so. */
  readonly dedicated: boolean;
  readonly macLearning: boolean;
}

/** The daemon behind a provider. */
export interface Daemon {
  /** Its URL where known, so that two providers of one daemon count as one host. */
  readonly id: string;
  /** The host's name in the configuration, or that of the provider. */
  readonly name: string;
}

/** What the rules remember of a resource. */
export type Row =
  FabricRow | HostRow | ProviderRow | SegmentRow | SubinterfaceRow | NetworkRow | ContainerRow | PortGroupRow;

export type RowOf<Kind extends Row["kind"]> = Extract<Row, { kind: Kind }>;
