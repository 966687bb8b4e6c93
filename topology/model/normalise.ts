import type { Problem } from "../../support/problem";
import { canonicalAddress, canonicalSubnet, parseInterfaceAddress } from "../ip";
import { containerMac, registryEndpoint } from "../naming";
import { findProblems } from "../problems/find-problems";
import type {
  ContainerConfiguration,
  FabricConfiguration,
  HostConfiguration,
  VmConfiguration,
} from "../schema/fabric-schema";
import { toExistingVm } from "./existing-vm";
import { toSegments } from "./segments";
import type { Container, Host, Registry, Topology, Vm } from "./topology";
import { lanVlans, toVsphere, toVsphereVm } from "./vsphere-model";

/** A topology, and the problems that kept parts of the configuration out of it. */
export interface Normalised {
  readonly topology: Topology;
  readonly problems: readonly Problem[];
}

/**
 * Resolves the references of the checked configuration. Entries that refer to something unknown are left out of the model and
 * reported in `problems`; nothing may be created while there are any.
 */
export function normalise(configuration: FabricConfiguration, stack: string): Normalised {
  const { lan, hosts, vsphere, images, foreign, peers } = configuration;
  const { segments, problems } = toSegments(configuration);
  const registry = toRegistry(configuration);
  const containers = named(configuration.containers)
    .filter(({ host }) => Object.hasOwn(hosts, host))
    .map((container) => toContainer(container, configuration));
  const topology: Topology = {
    stack,
    lan: {
      ...lan,
      subnet: canonicalSubnet(lan.subnet),
      ...(lan.gateway === undefined ? {} : { gateway: canonicalAddress(lan.gateway) }),
    },
    hosts: named(hosts).map((host) => toHost(host, configuration)),
    ...(vsphere === undefined ? {} : { vsphere: toVsphere(vsphere, lanVlans(segments)) }),
    segments,
    ...(registry === undefined ? {} : { registry }),
    images: named(images).map((image) => ({
      source: image.name,
      ...image,
      hosts: unique(containers.filter((container) => container.image === image.name).map(({ host }) => host)),
    })),
    containers,
    foreign: named(foreign),
    peers: named(peers),
  };
  return { topology, problems: [...findProblems(configuration), ...problems] };
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
  return { ...registry, endpoint: registryEndpoint(address, registry.port), address };
}

function toContainer(container: Named<ContainerConfiguration>, { segments }: FabricConfiguration): Container {
  const { defaultGateway, ...options } = container;
  const attached = Object.entries(container.attach);
  return {
    ...options,
    attach: attached
      .filter(([segment]) => Object.hasOwn(segments, segment))
      .map(([segment, address]) => ({ segment, address: canonicalAddress(address), mac: containerMac(address) })),
    // On one segment there is nothing to choose.
    ...(defaultGateway === undefined || attached.length === 1 ? {} : { defaultGateway }),
  };
}

function named<T extends object>(entries: Readonly<Record<string, T>>): Named<T>[] {
  return Object.entries(entries).map(([name, entry]) => ({ ...entry, name }));
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}
