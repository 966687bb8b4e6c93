import type { Problem } from "../../support/problem";
import { intersect, parseInterfaceAddress } from "../ip";
import { segmentHosts } from "../model/members";
import type { FabricConfiguration, SegmentConfiguration } from "../schema/fabric-schema";
import { findCarrierProblems } from "./carrier-problems";
import { findUnknownName } from "./unknown-name";

export function findSegmentProblems(configuration: FabricConfiguration): Problem[] {
  return Object.entries(configuration.segments).flatMap(([name, segment]) => {
    const path = `segments.${name}`;
    const hosts = segmentHosts(segment, configuration.hosts);
    return [
      ...findListedHostProblems(path, segment, configuration),
      ...findEntriesOfOtherHosts(path, segment, hosts, configuration),
      ...findContradictions(path, segment),
      ...findSplitHostSubnets(path, segment),
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
  segmentPath: string,
  segment: SegmentConfiguration,
  hosts: readonly string[],
  configuration: FabricConfiguration,
): Problem[] {
  return (["hostAddresses", "ipRanges", "shims"] as const).flatMap((key) =>
    Object.keys(segment[key])
      .filter((host) => !hosts.includes(host))
      .flatMap((host) => {
        const path = `${segmentPath}.${key}.${host}`;
        const unknown = findUnknownName(path, "host", host, configuration.hosts);
        if (unknown.length > 0) return unknown;
        return [{ path, message: `host "${host}" does not carry this segment: remove the entry` }];
      }),
  );
}

/** Options that rule each other out. */
function findContradictions(path: string, segment: SegmentConfiguration): Problem[] {
  const { vlan, mode, mtu, hostGateway } = segment;
  const addressed = Object.keys(segment.hostAddresses).length > 0;
  const problems: Problem[] = [];
  if (vlan === undefined && addressed) {
    const message =
      "the segment has no vlan, so its hosts already have hosts.<name>.address there: remove hostAddresses, or add a vlan";
    problems.push({ path: `${path}.hostAddresses`, message });
  }
  if (hostGateway !== undefined && !addressed) {
    const message = "the segment has no hostAddresses: add them, or remove hostGateway";
    problems.push({ path: `${path}.hostGateway`, message });
  }
  if (Object.keys(segment.shims).length > 0 && mode !== "bridge") {
    const message = `in mode ${mode} a shim does not reach the containers: use mode bridge`;
    problems.push({ path: `${path}.shims`, message });
  }
  if (vlan === undefined && mtu !== undefined) {
    const message = "the segment is untagged and has the MTU of its NICs: remove mtu, or give the segment a vlan";
    problems.push({ path: `${path}.mtu`, message });
  }
  return problems;
}

/** Hosts in two subnets of one VLAN would not reach each other; the conflict engine reports subnets that overlap. */
function findSplitHostSubnets(path: string, { hostAddresses }: SegmentConfiguration): Problem[] {
  const [first, ...others] = Object.entries(hostAddresses).flatMap(([host, text]) => {
    const subnet = parseInterfaceAddress(text)?.subnet;
    return subnet === undefined ? [] : [{ host, text, subnet }];
  });
  if (first === undefined) return [];
  const apart = others.filter(({ subnet }) => intersect(subnet, first.subnet) === undefined);
  return apart.map(({ host, text, subnet }) => {
    const message =
      `${text} lies in ${subnet.text}, but the address of host "${first.host}" lies in ${first.subnet.text} ` +
      `(${path}.hostAddresses.${first.host}): use one subnet for both`;
    return { path: `${path}.hostAddresses.${host}`, message };
  });
}
