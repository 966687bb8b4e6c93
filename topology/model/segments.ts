import type { Problem } from "../../support/problem";
import { canonicalAddress, canonicalSubnet } from "../ip";
import { carrierName, containerMac, shimName } from "../naming";
import type { FabricConfiguration, HostConfiguration, SegmentConfiguration } from "../schema/fabric-schema";
import { nicOn, segmentHosts } from "./members";
import { assignRanges } from "./pools";
import type { Segment, SegmentMember, Shim } from "./topology";

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

function toSegment(
  name: string,
  configuration: SegmentConfiguration,
  allHosts: Readonly<Record<string, HostConfiguration>>,
) {
  const { hosts: _named, hostAddresses, ipRanges, shims, pool, ...own } = configuration;
  const hosts = segmentHosts(configuration, allHosts).filter((host) => Object.hasOwn(allHosts, host));
  const subnet = canonicalSubnet(own.subnet);
  const { ranges, block, problems } = assignRanges({
    path: `segments.${name}`,
    subnet,
    gateway: own.gateway,
    ipRanges,
    pool,
    hosts,
  });
  const segment: Segment = {
    ...own,
    name,
    subnet,
    gateway: canonicalAddress(own.gateway),
    ...(own.hostGateway === undefined ? {} : { hostGateway: canonicalAddress(own.hostGateway) }),
    shared: Object.fromEntries(Object.entries(own.shared).map(([use, address]) => [use, canonicalAddress(address)])),
    members: hosts.map((host): SegmentMember => {
      const nic = nicOn(allHosts[host], own.switch) ?? "";
      const carrier = carrierName(nic, own.vlan);
      const [hostAddress, ipRange, shim] = [hostAddresses[host], ranges.get(host), shims[host]];
      return {
        host,
        nic,
        carrier,
        ...(hostAddress === undefined ? {} : { hostAddress }),
        ...(ipRange === undefined ? {} : { ipRange }),
        ...(shim === undefined ? {} : { shim: toShim(shim, carrier) }),
      };
    }),
    ...(block === undefined ? {} : { pool: block }),
  };
  return { segment, problems };
}

function toShim(address: string, carrier: string): Shim {
  return { link: shimName(carrier), address: canonicalAddress(address), mac: containerMac(address) };
}
