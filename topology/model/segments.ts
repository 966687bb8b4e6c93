import type { Problem } from "../../support/problem";
import { DRIVERS } from "../drivers";
import { canonicalAddress, canonicalSubnet } from "../ip";
import { carrierName, shimMac, shimName } from "../naming";
import type { FabricConfiguration, HostConfiguration, SegmentConfiguration } from "../schema/fabric-schema";
import { nicOn, segmentHosts } from "./members";
import { placeAddresses } from "./placed-addresses";
import { assignRanges } from "./pools";
import type { Segment, SegmentMember, SegmentSubnet, Shim } from "./topology";

type Hosts = Readonly<Record<string, HostConfiguration>>;

/** The segments with their members, and the problems with their pools. */
export function toSegments({ segments, hosts }: FabricConfiguration): {
  readonly segments: readonly Segment[];
  readonly problems: readonly Problem[];
} {
  const resolved = Object.entries(segments).map(([name, segment]) => toSegment(name, segment, hosts));
  return {
    segments: resolved.map(({ segment }) => segment),
    problems: resolved.flatMap(({ problems }) => problems),
  };
}

/** A subnet as the configuration has it, whichever way it is written, with its path. */
export type GivenSubnet = NonNullable<SegmentConfiguration["subnets"]>[number] & { readonly path: string };

/** The subnets of a segment: the list, or the one that is written into the segment itself. */
export function givenSubnets(path: string, segment: SegmentConfiguration): GivenSubnet[] {
  const { subnet, gateway, reserved, shared, ipRanges, pool, subnets = [] } = segment;
  const listed = subnets.map((entry, index) => ({ ...entry, path: `${path}.subnets.${index}` }));
  if (subnet === undefined) return listed;
  const own = { subnet, reserved, shared, ipRanges, path };
  return [
    { ...own, ...(gateway === undefined ? {} : { gateway }), ...(pool === undefined ? {} : { pool }) },
    ...listed,
  ];
}

function toSegment(name: string, configuration: SegmentConfiguration, allHosts: Hosts) {
  const path = `segments.${name}`;
  const { network, driver, mode = DRIVERS[driver].modes[0], internal, slaac, vlan, mtu } = configuration;
  const hosts = segmentHosts(configuration, allHosts).filter((host) => Object.hasOwn(allHosts, host));
  const subnets = givenSubnets(path, configuration).map((given) => toSubnet(given, hosts));
  const segment: Segment = {
    ...{ name, network, driver, mode, internal, slaac },
    ...(vlan === undefined ? {} : { vlan }),
    ...(configuration.switch === undefined ? {} : { switch: configuration.switch }),
    ...(mtu === undefined ? {} : { mtu }),
    subnets: subnets.map(({ subnet }) => subnet),
    hostGateways: placeAddresses(configuration.hostGateway, `${path}.hostGateway`),
    members: hosts.map((host) => toMember(path, host, configuration, allHosts)),
  };
  return { segment, problems: subnets.flatMap(({ problems }) => problems) };
}

function toSubnet(given: GivenSubnet, hosts: readonly string[]) {
  const { path, gateway, reserved, shared, ipRanges, pool } = given;
  const subnet = canonicalSubnet(given.subnet);
  const { ranges, block, problems } = assignRanges({ path, subnet, gateway, ipRanges, pool, hosts });
  const resolved: SegmentSubnet = {
    path,
    subnet,
    ...(gateway === undefined ? {} : { gateway: canonicalAddress(gateway) }),
    reserved,
    shared: Object.fromEntries(Object.entries(shared).map(([use, address]) => [use, canonicalAddress(address)])),
    ...(block === undefined ? {} : { pool: block }),
    ipRanges: ranges,
  };
  return { subnet: resolved, problems };
}

function toMember(path: string, host: string, segment: SegmentConfiguration, hosts: Hosts): SegmentMember {
  const nic = nicOn(hosts[host], segment.switch) ?? "";
  const carrier = carrierName(nic, segment.vlan, segment.links[host]);
  const shim = placeAddresses(segment.shims[host], `${path}.shims.${host}`);
  return {
    ...{ host, nic, carrier },
    hostAddresses: placeAddresses(segment.hostAddresses[host], `${path}.hostAddresses.${host}`),
    ...(shim.length === 0 ? {} : { shim: toShim(shim, carrier, segment) }),
  };
}

function toShim(addresses: Shim["addresses"], carrier: string, { driver }: SegmentConfiguration): Shim {
  const mac = DRIVERS[driver].ownMacs ? { mac: shimMac(addresses[0]?.address ?? "") } : {};
  return { link: shimName(carrier), addresses, ...mac };
}
