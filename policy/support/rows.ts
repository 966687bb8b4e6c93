import type { AddressPlan } from "../../topology/addresses";

/** What a rule may read of a resource. */
export interface Seen {
  readonly type: string;
  readonly name: string;
  readonly props: Readonly<Record<string, unknown>>;
  readonly provider?: { readonly name: string; readonly urn: string };
}

/** The plan of a Fabric. */
export interface FabricRow {
  readonly kind: "fabric";
  readonly plan: AddressPlan;
}

/** A Docker network on one host, however it was made. */
export interface NetworkRow {
  readonly kind: "network";
  /** How messages call the resource: `docker.Network "net10"`. */
  readonly label: string;
  readonly name: string;
  readonly host: Host;
  readonly layer2: boolean;
  readonly parent?: string | undefined;
  readonly pools: readonly Pool[];
}

/** One entry of `ipamConfigs`; what is unknown is left out. */
export interface Pool {
  readonly subnet?: string | undefined;
  readonly gateway?: string | undefined;
  readonly auxiliary: readonly string[];
}

/** A Docker container, however it was made. */
export interface ContainerRow {
  readonly kind: "container";
  readonly label: string;
  readonly name: string;
  readonly host: Host;
  readonly attachments: readonly Attachment[];
}

export interface Attachment {
  /** Name of the network; absent while unknown, or when the network is given by its id. */
  readonly network?: string | undefined;
  readonly addresses: readonly { readonly field: string; readonly address: string }[];
  readonly mac?: string | undefined;
}

/** The daemon behind a provider: its identity, and its name in messages. */
export interface Host {
  readonly id: string;
  readonly name: string;
}

export type Row = FabricRow | NetworkRow | ContainerRow;
