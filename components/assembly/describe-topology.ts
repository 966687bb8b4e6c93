import type { FabricOutput, RegistryOutput, RouterOutput, TestOutput, UnfinishedOutput } from "../../harness/contract";
import type {
  Container,
  Registry,
  Router,
  RouterNat,
  Segment,
  SegmentMember,
  SegmentSubnet,
  Topology,
  UserTest,
} from "../../topology/model/topology";
import { entriesOf } from "../../topology/options/entries";
import { registryEndpoint } from "../../topology/naming";
import { entry } from "./scope";

/** What only the created resources tell about a topology. */
export interface Created {
  /** Login and Docker engine of a host. */
  host(name: string): Pick<FabricOutput["hosts"][string], "docker" | "ssh">;
  /** An image's reference by digest; undefined for one that could not be published. */
  image(name: string): string | undefined;
  /** What could not be made. Default: nothing. */
  readonly unfinished?: readonly UnfinishedOutput[];
}

/** The stack output of a topology. */
export function describeTopology(topology: Topology, created: Created): FabricOutput {
  const { stack, lan, hosts, segments, bridges, routers, registry, images, containers, tests } = topology;
  const { unfinished = [] } = created;
  const references = new Map(
    images.map(({ name, tag }) => [name, created.image(name) ?? `${registry?.endpoint ?? ""}/${name}:${tag}`]),
  );
  return {
    schemaVersion: 2,
    stack,
    lan: { subnet: lan.subnet, ...(lan.gateway === undefined ? {} : { gateway: lan.gateway }) },
    hosts: Object.fromEntries(hosts.map(({ name, address, nic }) => [name, { address, nic, ...created.host(name) }])),
    segments: Object.fromEntries(segments.map((segment) => [segment.name, describeSegment(segment)])),
    bridges: Object.fromEntries(
      bridges.map(({ name, network, subnet, gateway }) => [name, { network, subnet, gateway }]),
    ),
    ...(routers.length === 0
      ? {}
      : { routers: Object.fromEntries(routers.map((router) => [router.name, describeRouter(router)])) }),
    ...(registry === undefined ? {} : { registry: describeRegistry(registry) }),
    images: Object.fromEntries(images.map(({ name, tag }) => [name, { reference: entry(references, name), tag }])),
    containers: Object.fromEntries(
      containers.map((container) => [
        container.name,
        describeContainer(container, references.get(container.image) ?? ""),
      ]),
    ),
    ...(tests.length === 0 ? {} : { tests: Object.fromEntries(tests.map(describeTest)) }),
    ...(unfinished.length === 0 ? {} : { unfinished: [...unfinished] }),
  };
}

function describeRegistry(registry: Registry): RegistryOutput {
  const { endpoint, host, address, name, aliases, certificate, access, mirror } = registry;
  const names = [...(name === undefined ? [] : [name]), ...aliases];
  return {
    ...{ endpoint, host },
    ...(names.length === 0 ? {} : { names }),
    ...(certificate === undefined ? {} : { certificate: "given" }),
    ...(access === undefined ? {} : { access: describeAccess(access, name ?? address) }),
    ...(mirror === undefined
      ? {}
      : { mirror: { endpoint: registryEndpoint(name ?? address, mirror.port), upstream: mirror.upstream } }),
  };
}

function describeAccess(
  { user, anonymousPort }: NonNullable<Registry["access"]>,
  called: string,
): NonNullable<RegistryOutput["access"]> {
  if (anonymousPort === undefined) return { user };
  return { user, anonymousEndpoint: registryEndpoint(called, anonymousPort) };
}

function describeTest({ name, addresses, ...test }: UserTest): [string, TestOutput] {
  return [name, { ...test, addresses: [...addresses] }];
}

function describeSegment(segment: Segment): FabricOutput["segments"][string] {
  const { network, driver, mode, vlan, mtu, slaac, subnets, members } = segment;
  return {
    ...{ network, driver, mode },
    ...(vlan === undefined ? {} : { vlan }),
    ...(segment.switch === undefined ? {} : { switch: segment.switch }),
    ...(mtu === undefined ? {} : { mtu }),
    ...(slaac ? { slaac } : {}),
    subnets: subnets.map(({ subnet, gateway, shared }) => ({
      subnet,
      ...(gateway === undefined ? {} : { gateway }),
      ...(Object.keys(shared).length === 0 ? {} : { shared: { ...shared } }),
    })),
    hosts: Object.fromEntries(members.map((member) => [member.host, describeMember(member, subnets)])),
  };
}

function describeMember(
  { host, carrier: parent, nic, hostAddresses, shim }: SegmentMember,
  subnets: readonly SegmentSubnet[],
): FabricOutput["segments"][string]["hosts"][string] {
  const ipRanges = subnets.flatMap(({ subnet, ipRanges: assigned }) => {
    const range = assigned.get(host)?.range;
    return range === undefined ? [] : [[subnet, range] as const];
  });
  return {
    ...{ parent, nic },
    ...(hostAddresses.length === 0 ? {} : { addresses: hostAddresses.map(({ address }) => address) }),
    ...(ipRanges.length === 0 ? {} : { ipRanges: Object.fromEntries(ipRanges) }),
    ...(shim === undefined ? {} : { shim: { ...shim, addresses: shim.addresses.map(({ address }) => address) } }),
  };
}

function describeRouter({ host, namespace, links, allow, nat, routes }: Router): RouterOutput {
  const targets = new Map<string, string[]>();
  for (const { from, to } of allow) targets.set(from, [...(targets.get(from) ?? []), to]);
  return {
    ...{ host, namespace },
    segments: Object.fromEntries(
      links.map(({ segment, carrier, mac, addresses }) => [segment, { link: carrier, mac, addresses: [...addresses] }]),
    ),
    allow: Object.fromEntries(targets),
    ...(nat === undefined ? {} : { nat: describeNat(nat) }),
    ...(routes.length === 0 ? {} : { routes: Object.fromEntries(routes.map(({ subnet, via }) => [subnet, via])) }),
  };
}

function describeNat({ link, mac, address, gateway, segments }: RouterNat): NonNullable<RouterOutput["nat"]> {
  return { link, mac, address, segments: [...segments], ...(gateway === undefined ? {} : { gateway }) };
}

function describeContainer(
  { host, attach, bridges, hostname, extra_hosts, files, defaultGateway }: Container,
  image: string,
): FabricOutput["containers"][string] {
  const extraHosts = entriesOf(extra_hosts, "=:");
  return {
    ...{ host, image },
    attach: Object.fromEntries(
      attach.map(({ segment, addresses, mac }) => [
        segment,
        { addresses: addresses.map(({ address }) => address), ...(mac === undefined ? {} : { mac }) },
      ]),
    ),
    ...(bridges.length === 0
      ? {}
      : { bridges: Object.fromEntries(bridges.map(({ bridge, address }) => [bridge, address])) }),
    ...(hostname === undefined ? {} : { hostname }),
    ...(Object.keys(extraHosts).length === 0 ? {} : { extraHosts }),
    ...(Object.keys(files).length === 0 ? {} : { files: Object.keys(files) }),
    ...(defaultGateway === undefined ? {} : { defaultGateway }),
  };
}
