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
  /** MTU of its NICs, in bytes. */
  readonly mtu?: number | undefined;
  /** The oldest Docker engine that it is stated to have. */
  readonly docker?: string | undefined;
}

/** The Docker provider of such a host. */
export interface ProviderRow {
  readonly kind: "provider";
  readonly urn: string;
  readonly url?: string | undefined;
  readonly host: string;
}

/** An 802.1Q subinterface that the stack makes. */
export interface SubinterfaceRow {
  readonly kind: "subinterface";
  readonly label: string;
  readonly host: string;
  readonly nic: string;
  readonly vlan: number;
  readonly link: string;
  readonly mtu?: number | undefined;
}

/** A Docker network on one host, however it was made. What is unknown is left out. */
export interface NetworkRow {
  readonly kind: "network";
  /** How messages call the resource: `docker.Network "net10"`. */
  readonly label: string;
  readonly name: string;
  readonly daemon: Daemon;
  readonly driver?: string | undefined;
  readonly layer2: boolean;
  readonly mode?: string | undefined;
  readonly carrier?: string | undefined;
  /** The interface below the parent, or the parent itself. */
  readonly nic?: string | undefined;
  readonly vlan?: number | undefined;
  /** The switch that its label names, or the interface when it is not the one that the host's first network is on. */
  readonly switch?: string | undefined;
  /** Undefined while unknown. */
  readonly internal: boolean | undefined;
  readonly ipv6: boolean | undefined;
  readonly pools: readonly Pool[];
}

/** One entry of `ipamConfigs`; what is unknown is left out. */
export interface Pool {
  readonly subnet?: string | undefined;
  readonly gateway?: string | undefined;
  readonly ipRange?: string | undefined;
  readonly auxiliary: readonly string[];
  /** Fields that a preview cannot know. */
  readonly unknown: readonly string[];
}

/** A Docker container, however it was made. */
export interface ContainerRow {
  readonly kind: "container";
  readonly label: string;
  readonly name: string;
  readonly daemon: Daemon;
  readonly attachments: readonly Attachment[];
}

export interface Attachment {
  /** Name of the network; absent while unknown, or when the network is given by its id. */
  readonly network?: string | undefined;
  /** Where it stands: `networksAdvanced[0]`, or `networkMode`. */
  readonly field: string;
  readonly addresses: readonly { readonly field: string; readonly address: string }[];
  /** Families without a fixed address, known or not: Docker draws one where the network has a subnet. */
  readonly open: readonly (4 | 6)[];
  readonly mac?: string | undefined;
}

/** The port group of a Fabric on vSphere, made or only used. */
export interface TrunkRow {
  readonly kind: "trunk";
  readonly urn: string;
  readonly label: string;
  readonly name: string;
  /** Whether the stack makes it, and nothing else is put on it. */
  readonly dedicated: boolean;
  readonly macLearning: boolean;
}

/** The daemon behind a provider. */
export interface Daemon {
  /** Its URL where it is known, so that two providers of one daemon are one host. */
  readonly id: string;
  /** The host's name in the configuration, or that of the provider. */
  readonly name: string;
}

export type Row = FabricRow | HostRow | ProviderRow | SubinterfaceRow | NetworkRow | ContainerRow | TrunkRow;
