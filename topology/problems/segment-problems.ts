import type { Problem } from "../../support/problem";
import { segmentHosts } from "../model/members";
import { givenSubnets } from "../model/segments";
import type { FabricConfiguration, SegmentConfiguration } from "../schema/fabric-schema";
import { findCarrierProblems } from "./carrier-problems";
import { findDriverProblems } from "./driver-problems";
import { findHostAddressProblems } from "./host-address-problems";
import { findSubnetProblems } from "./subnet-problems";
import { findUnknownName } from "./unknown-name";

export function findSegmentProblems(configuration: FabricConfiguration): Problem[] {
  return Object.entries(configuration.segments).flatMap(([name, segment]) => {
    const path = `segments.${name}`;
    const hosts = segmentHosts(segment, configuration.hosts);
    return [
      ...findListedHostProblems(path, segment, configuration),
      ...findEntriesOfOtherHosts(path, segment, hosts, configuration),
      ...findSubnetProblems(path, segment),
      ...findDriverProblems(path, segment),
      ...findHostAddressProblems(path, segment),
      ...findCarrierProblems(path, segment, hosts, configuration.hosts),
    ];
  });
}

function findListedHostProblems(
  segmentPath: string,
  { hosts = [] }: SegmentConfiguration,
  configuration: FabricConfiguration,
): Problem[] {
  return hosts.flatMap((host, index) => {
    const path = `${segmentPath}.hosts.${index}`;
    if (hosts.indexOf(host) < index) return [{ path, message: `host "${host}" is listed twice: remove one` }];
    return findUnknownName(path, "host", host, configuration.hosts);
  });
}

/** Entries by host that belong to none of the hosts that carry the segment. */
function findEntriesOfOtherHosts(
  path: string,
  segment: SegmentConfiguration,
  hosts: readonly string[],
  configuration: FabricConfiguration,
): Problem[] {
  const byHost = [
    { place: `${path}.hostAddresses`, entries: segment.hostAddresses },
    ...givenSubnets(path, segment).map((given) => ({ place: `${given.path}.ipRanges`, entries: given.ipRanges })),
    { place: `${path}.links`, entries: segment.links },
    { place: `${path}.shims`, entries: segment.shims },
  ];
  return byHost.flatMap(({ place, entries }) =>
    Object.keys(entries)
      .filter((host) => !hosts.includes(host))
      .flatMap((host) => {
        const unknown = findUnknownName(`${place}.${host}`, "host", host, configuration.hosts);
        if (unknown.length > 0) return unknown;
        const message = `host "${host}" does not carry this segment: remove the entry`;
        return [{ path: `${place}.${host}`, message }];
      }),
  );
}
