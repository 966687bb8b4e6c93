import { parseInterfaceAddress } from "./ip";
import { containerMac, parentName } from "./naming";
import { findDangling } from "./references";
import type { ContainerInput, FabricInput, SegmentInput, VmInput } from "./schema";

/** The normalised model: every default filled in, every reference resolved, in the order of the configuration. */
export interface Topology {
  readonly stack: string;
  readonly lan: { readonly subnet: string; readonly gateway?: string };
  readonly hosts: readonly Host[];
  readonly segments: readonly Segment[];
  readonly registry?: Registry;
  readonly images: readonly Image[];
  readonly containers: readonly Container[];
}

export interface Host {
  readonly name: string;
  /** Address on the bridged LAN, with the LAN's prefix length. */
  readonly address: string;
  readonly prefix: number;
  readonly nic: string;
  readonly vm: VmInput;
}

/** One broadcast domain with one subnet: the same Docker network on each of its hosts. */
export interface Segment {
  readonly name: string;
  readonly network: string;
  readonly subnet: string;
  readonly gateway: string;
  readonly vlan?: number;
  readonly mode: "bridge" | "private" | "vepa";
  readonly members: readonly SegmentMember[];
  readonly hostGateway?: string;
  readonly reserved: Readonly<Record<string, string>>;
}

export interface SegmentMember {
  readonly host: string;
  /** The macvlan parent on this host. */
  readonly parent: string;
  /** The host's own address on the VLAN, with prefix length. */
  readonly hostAddress?: string;
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

const DEFAULTS = {
  mode: "bridge",
  registryPort: 5000,
  registryImage: "registry:2",
  memory: 64,
  pids: 64,
  // A shell that ends at once on SIGTERM, so that stopping the container does not wait for the kill.
  command: ["sh", "-c", "trap 'exit 0' TERM; while :; do sleep 3600 & wait $!; done"],
} as const;

/** A topology, with what kept parts of the configuration out of it. */
export interface Normalised {
  readonly topology: Topology;
  readonly problems: readonly string[];
}

/**
 * Resolves the checked configuration. What refers to something unknown is left out of the model and named in `problems`,
 * each with path, value and remedy; nothing may be created while there are any.
 */
export function normalise(input: FabricInput, stack: string): Normalised {
  const problems = findDangling(input);
  const containers = Object.entries(input.containers ?? {})
    .filter(([, container]) => container.host in input.hosts)
    .map(([name, container]) => toContainer(name, container, input));
  const topology: Topology = {
    stack,
    lan: { subnet: input.lan.subnet, ...optional("gateway", input.lan.gateway) },
    hosts: Object.entries(input.hosts).map(([name, host]) => ({ name, ...host, prefix: prefixOf(input.lan.subnet) })),
    segments: Object.entries(input.segments).map(([name, segment]) => toSegment(name, segment, input)),
    ...optional("registry", toRegistry(input)),
    images: Object.entries(input.images ?? {}).map(([name, image]) => ({
      name,
      tag: image.tag,
      source: image.source ?? name,
      hosts: unique(containers.filter((container) => container.image === name).map((container) => container.host)),
    })),
    containers,
  };
  return { topology, problems };
}

function toSegment(name: string, segment: SegmentInput, input: FabricInput): Segment {
  const hosts = (segment.hosts ?? Object.keys(input.hosts)).filter((host) => host in input.hosts);
  return {
    name,
    network: segment.network,
    subnet: segment.subnet,
    gateway: segment.gateway,
    ...optional("vlan", segment.vlan),
    mode: segment.mode ?? DEFAULTS.mode,
    members: hosts.map((host) => ({
      host,
      parent: parentName(input.hosts[host]?.nic ?? "", segment.vlan),
      ...optional("hostAddress", segment.hostAddresses?.[host]),
    })),
    ...optional("hostGateway", segment.hostGateway),
    reserved: segment.reserved ?? {},
  };
}

function toRegistry(input: FabricInput): Registry | undefined {
  const host = input.registry === undefined ? undefined : input.hosts[input.registry.host];
  if (input.registry === undefined || host === undefined) return undefined;
  const port = input.registry.port ?? DEFAULTS.registryPort;
  const bracketed = host.address.includes(":") ? `[${host.address}]` : host.address;
  return {
    host: input.registry.host,
    endpoint: `${bracketed}:${String(port)}`,
    address: host.address,
    port,
    image: input.registry.image ?? DEFAULTS.registryImage,
  };
}

function toContainer(name: string, container: ContainerInput, input: FabricInput): Container {
  return {
    name,
    host: container.host,
    image: container.image,
    attach: Object.entries(container.attach)
      .filter(([segment]) => segment in input.segments)
      .map(([segment, address]) => ({ segment, address, mac: containerMac(address) })),
    command: container.command ?? DEFAULTS.command,
    capabilities: container.capabilities ?? [],
    memory: container.memory ?? DEFAULTS.memory,
    pids: container.pids ?? DEFAULTS.pids,
  };
}

function prefixOf(cidr: string): number {
  return parseInterfaceAddress(cidr)?.subnet.prefix ?? 0;
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}

/** A property that is absent rather than undefined, as `exactOptionalPropertyTypes` asks. */
function optional<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}
