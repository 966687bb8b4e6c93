import { parseAddress, parseInterfaceAddress, parseSubnet } from "../ip";
import { containerMac, DEFAULT_MTU, carrierName, shimName } from "../naming";
import { assignRanges } from "./pools";
import { findProblems } from "../problems/find-problems";
import { nicOn, segmentHosts } from "./members";

import { toExistingVm } from "./existing-vm";
import type { ContainerInput, FabricInput, HostInput, SegmentInput, VmInput } from "../schema/fabric-schema";
import type { Host, Topology, Segment, Shim, Registry, Container, Vm } from "./topology";
import { toVsphere, toVsphereVm } from "./vsphere-model";

const DEFAULTS = {
  mode: "bridge",
  mtu: DEFAULT_MTU,
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
  const problems = findProblems(input);
  const containers = Object.entries(input.containers ?? {})
    .filter(([, container]) => Object.hasOwn(input.hosts, container.host))
    .map(([name, container]) => toContainer(name, container, input));
  const segments = Object.entries(input.segments).map(([name, segment]) => toSegment(name, segment, input, problems));
  const topology: Topology = {
    stack,
    lan: {
      subnet: canonicalSubnet(input.lan.subnet),
      ...optional("gateway", canonical(input.lan.gateway)),
      reserved: input.lan.reserved ?? {},
    },
    hosts: Object.entries(input.hosts).map(([name, host]) => toHost(name, host, input)),
    ...optional("vsphere", input.vsphere === undefined ? undefined : toVsphere(input.vsphere, input.segments)),
    segments,
    ...optional("registry", toRegistry(input)),
    images: Object.entries(input.images ?? {}).map(([name, image]) => ({
      name,
      tag: image.tag,
      source: image.source ?? name,
      hosts: unique(containers.filter((container) => container.image === name).map((container) => container.host)),
    })),
    containers,
    foreign: named(input.foreign),
    peers: named(input.peers),
  };
  return { topology, problems };
}

function toHost(name: string, host: HostInput, { lan, vsphere }: FabricInput): Host {
  const address = canonical(host.address);
  return {
    name,
    address,
    prefix: prefixOf(lan.subnet),
    nic: host.nic,
    mtu: host.mtu ?? DEFAULTS.mtu,
    nics: host.nics ?? {},
    ...optional("docker", host.docker),
    vm: toVm(host.vm, address, vsphere),
  };
}

function toVm(vm: VmInput, address: string, vsphere: FabricInput["vsphere"]): Vm {
  switch (vm.kind) {
    case "lab":
      return vm;
    case "existing":
      return toExistingVm(vm, address);
    case "vsphere":
      return toVsphereVm(vm, vsphere, address);
  }
}

function toSegment(name: string, segment: SegmentInput, input: FabricInput, problems: string[]): Segment {
  const hosts = segmentHosts(segment, input.hosts).filter((host) => Object.hasOwn(input.hosts, host));
  const subnet = canonicalSubnet(segment.subnet);
  const { ranges, block } = assignRanges({ path: `segments.${name}`, subnet, segment, hosts }, problems);
  return {
    name,
    network: segment.network,
    subnet,
    gateway: canonical(segment.gateway),
    ...optional("vlan", segment.vlan),
    ...optional("switch", segment.switch),
    ...optional("mtu", segment.mtu),
    mode: segment.mode ?? DEFAULTS.mode,
    members: hosts.map((host) => {
      const nic = nicOn(input.hosts[host], segment.switch) ?? "";
      return {
        host,
        nic,
        carrier: carrierName(nic, segment.vlan),
        ...optional("hostAddress", segment.hostAddresses?.[host]),
        ...optional("ipRange", ranges.get(host)),
        ...optional("shim", toShim(segment.shims?.[host], carrierName(nic, segment.vlan))),
      };
    }),
    ...optional("hostGateway", canonical(segment.hostGateway)),
    reserved: segment.reserved ?? {},
    shared: Object.fromEntries(Object.entries(segment.shared ?? {}).map(([use, address]) => [use, canonical(address)])),
    ...optional("pool", block),
  };
}

function toShim(address: string | undefined, parent: string): Shim | undefined {
  if (address === undefined) return undefined;
  return { link: shimName(parent), address: canonical(address), mac: containerMac(address) };
}

function toRegistry(input: FabricInput): Registry | undefined {
  const name = input.registry?.host ?? "";
  const host = Object.hasOwn(input.hosts, name) ? input.hosts[name] : undefined;
  if (input.registry === undefined || host === undefined) return undefined;
  const port = input.registry.port ?? DEFAULTS.registryPort;
  const address = canonical(host.address);
  const bracketed = address.includes(":") ? `[${address}]` : address;
  return {
    host: input.registry.host,
    endpoint: `${bracketed}:${port}`,
    address,
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
      .filter(([segment]) => Object.hasOwn(input.segments, segment))
      .map(([segment, address]) => ({ segment, address: canonical(address), mac: containerMac(address) })),
    ...optional("defaultGateway", Object.keys(container.attach).length > 1 ? container.defaultGateway : undefined),
    command: container.command ?? DEFAULTS.command,
    capabilities: container.capabilities ?? [],
    memory: container.memory ?? DEFAULTS.memory,
    pids: container.pids ?? DEFAULTS.pids,
  };
}

/** Docker reports addresses in one notation; written in another they would look like drift for ever. */
function canonical(address: string): string;
function canonical(address: string | undefined): string | undefined;
function canonical(address: string | undefined): string | undefined {
  return address === undefined ? undefined : (parseAddress(address)?.text ?? address);
}

function canonicalSubnet(subnet: string): string {
  return parseSubnet(subnet)?.text ?? subnet;
}

function named<T extends object>(entries: Readonly<Record<string, T>> = {}): (T & { name: string })[] {
  return Object.entries(entries).map(([name, entry]) => ({ ...entry, name }));
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
