import type { Problem } from "../../support/problem";
import { assignAutomatic, type Known } from "../automatic/assign-automatic";
import type { Assigned, Choice } from "../automatic/assigned";
import { canonicalAddress, canonicalSubnet, parseInterfaceAddress } from "../ip";
import { registryEndpoint } from "../naming";
import { findProblems } from "../problems/find-problems";
import { findOldEngines } from "../requirements/find-old-engines";
import type {
  ContainerConfiguration,
  FabricConfiguration,
  HostConfiguration,
  VmConfiguration,
} from "../schema/fabric-schema";
import { writtenPath, writtenProblems } from "../schema/origins";
import { toAttachment } from "./attachments";
import { toDependencies } from "./dependencies";
import { toExistingVm } from "./existing-vm";
import { toOrigin } from "./images";
import { toSegments } from "./segments";
import { routedNetworks } from "./routed-networks";
import { toRouters } from "./routers";
import { toTests } from "./tests";
import type { Container, Host, Registry, Topology, Vm } from "./topology";
import { lanVlans, toVsphere, toVsphereVm } from "./vsphere-model";

/** A topology, and the problems that kept parts of the configuration out of it. */
export interface Normalised extends Modelled {
  /** What `auto` stands for, in the order of the configuration; hosts come first. */
  readonly choices: readonly Choice[];
  /** What to remember of it. */
  readonly assigned: Assigned;
}

/**
 * Resolves the references of the checked configuration. Entries that refer to something unknown are left out of the model and
 * reported in `problems`; nothing may be created while there are any.
 */
export function normalise(given: FabricConfiguration, stack: string, known: Known = {}): Normalised {
  const { configuration, choices, assigned, problems } = assignAutomatic(
    given,
    known,
    (fixed) => toTopology(fixed, stack).topology,
  );
  const model = toTopology(configuration, stack);
  const { origins = new Map() } = given;
  const found = [...findProblems(configuration), ...findOldEngines(model.topology), ...model.problems, ...problems];
  return {
    topology: model.topology,
    problems: writtenProblems(origins, found),
    choices: choices.map((choice) => ({ ...choice, path: writtenPath(origins, choice.path) })),
    assigned,
  };
}

interface Modelled {
  readonly topology: Topology;
  readonly problems: readonly Problem[];
}

function toTopology(configuration: FabricConfiguration, stack: string): Modelled {
  const { lan, hosts, vsphere, bridges, images, foreign, peers, origins = new Map() } = configuration;
  const { segments, problems } = toSegments(configuration);
  const registry = toRegistry(configuration);
  const containers = named(configuration.containers)
    .filter(({ host }) => Object.hasOwn(hosts, host))
    .map((container) => toContainer(container, configuration));
  const placed = named(hosts).map((host) => toHost(host, configuration));
  const routers = toRouters(configuration, segments, stack);
  const topology: Topology = {
    stack,
    lan: {
      ...lan,
      subnet: canonicalSubnet(lan.subnet),
      ...(lan.gateway === undefined ? {} : { gateway: canonicalAddress(lan.gateway) }),
    },
    hosts: placed,
    ...(vsphere === undefined ? {} : { vsphere: toVsphere(vsphere, lanVlans(segments)) }),
    segments,
    bridges: named(bridges).map((bridge) => ({
      ...bridge,
      subnet: canonicalSubnet(bridge.subnet),
      gateway: canonicalAddress(bridge.gateway),
      hosts: unique(containers.filter((container) => isOn(container, bridge.name)).map(({ host }) => host)),
    })),
    routers,
    ...(registry === undefined ? {} : { registry }),
    images: named(images).map((image) => ({
      name: image.name,
      tag: image.tag,
      origin: toOrigin(image.name, image),
      hosts: unique(containers.filter((container) => container.image === image.name).map(({ host }) => host)),
    })),
    containers,
    origins,
    probe: configuration.probe,
    tests: toTests(configuration, { hosts: placed, segments, routers, containers }),
    foreign: named(foreign),
    peers: named(peers),
  };
  return { topology, problems };
}

function isOn({ bridges }: Container, name: string): boolean {
  return bridges.some(({ bridge }) => bridge === name);
}

type Named<T> = T & { readonly name: string };

function toHost(host: Named<HostConfiguration>, { lan, vsphere }: FabricConfiguration): Host {
  const address = canonicalAddress(host.address);
  const prefix = parseInterfaceAddress(lan.subnet)?.subnet.prefix ?? 0;
  return { ...host, address, prefix, vm: toVm(host.vm, address, vsphere) };
}

function toVm(vm: VmConfiguration, address: string, vsphere: FabricConfiguration["vsphere"]): Vm {
  switch (vm.kind) {
    case "lab":
      return vm;
    case "existing":
      return toExistingVm(vm, address);
    case "vsphere":
      return toVsphereVm(vm, vsphere, address);
  }
}

function toRegistry({ registry, hosts }: FabricConfiguration): Registry | undefined {
  if (registry === undefined) return undefined;
  const host = Object.hasOwn(hosts, registry.host) ? hosts[registry.host] : undefined;
  if (host === undefined) return undefined;
  const address = canonicalAddress(host.address);
  return { ...registry, endpoint: registryEndpoint(registry.name ?? address, registry.port), address };
}

function toContainer(container: Named<ContainerConfiguration>, configuration: FabricConfiguration): Container {
  const { segments, bridges: known, origins = new Map() } = configuration;
  const { attach, bridges, defaultGateway: given, depends_on: _, ...options } = container;
  const written = (key: string): string => writtenPath(origins, `containers.${container.name}.${key}`);
  const isAlone = Object.keys(attach).length + Object.keys(bridges).length === 1;
  const routed = routedNetworks(container, configuration);
  // With one gateway there is nothing to choose, but engines have to be told where other networks have none.
  const defaultGateway = given ?? (routed.length === 1 ? routed[0] : undefined);
  return {
    ...options,
    dependencies: toDependencies(container, configuration),
    attach: Object.entries(attach)
      .filter(([segment]) => Object.hasOwn(segments, segment))
      .map(([segment, given]) => toAttachment(segment, given, written(`attach.${segment}`))),
    bridges: Object.entries(bridges)
      .filter(([bridge]) => Object.hasOwn(known, bridge))
      .map(([bridge, address]) => ({
        bridge,
        address: canonicalAddress(address),
        path: written(`bridges.${bridge}`),
      })),
    ...(defaultGateway === undefined || isAlone ? {} : { defaultGateway }),
  };
}

function named<T extends object>(entries: Readonly<Record<string, T>>): Named<T>[] {
  return Object.entries(entries).map(([name, entry]) => ({ ...entry, name }));
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}
