import { parseInterfaceAddress } from "../ip";
import { nicOn, segmentHosts } from "../model/members";
import { DEFAULT_MTU, fitsInterfaceName, carrierName } from "../naming";
import type { FabricConfiguration, SegmentConfiguration } from "../schema/fabric-schema";
import { unknownName } from "./unknown-name";

export function segmentProblems(input: FabricConfiguration): string[] {
  return Object.entries(input.segments).flatMap(([name, segment]) => {
    const path = `segments.${name}`;
    const hosts = segmentHosts(segment, input.hosts);
    return [
      ...listedHosts(path, segment, input),
      ...membersAlone(path, segment, hosts, input),
      ...contradictions(path, segment),
      ...hostSubnets(path, segment),
      ...noMember(path, segment, hosts, input),
      ...hosts
        .filter((host) => Object.hasOwn(input.hosts, host))
        .flatMap((host) => badParent(path, host, segment, input)),
    ];
  });
}

function listedHosts(path: string, { hosts = [] }: SegmentConfiguration, input: FabricConfiguration): string[] {
  return hosts.flatMap((host, index) => {
    const place = `${path}.hosts.${index}`;
    if (hosts.indexOf(host) < index) return [`${place}: host "${host}" is named twice: remove one of the two`];
    return unknownName(place, "host", host, input.hosts);
  });
}

/** Entries by host belong to hosts that carry the segment. */
function membersAlone(
  path: string,
  segment: SegmentConfiguration,
  hosts: readonly string[],
  input: FabricConfiguration,
): string[] {
  return (["hostAddresses", "ipRanges", "shims"] as const).flatMap((key) =>
    Object.keys(segment[key])
      .filter((host) => !hosts.includes(host))
      .flatMap((host) => {
        const place = `${path}.${key}.${host}`;
        const unknown = unknownName(place, "host", host, input.hosts);
        if (unknown.length > 0) return unknown;
        return [`${place}: host "${host}" does not carry this segment: remove the entry`];
      }),
  );
}

function contradictions(path: string, segment: SegmentConfiguration): string[] {
  const problems: string[] = [];
  const addressed = Object.keys(segment.hostAddresses).length > 0;
  if (segment.vlan === undefined && addressed) {
    problems.push(
      `${path}.hostAddresses: the segment has no vlan: the host's untagged address is hosts.<name>.address`,
    );
  }
  if (segment.hostGateway !== undefined && !addressed) {
    problems.push(`${path}.hostGateway: the segment has no hostAddresses: add them, or remove the router`);
  }
  if (Object.keys(segment.shims).length > 0 && segment.mode !== "bridge") {
    problems.push(`${path}.shims: mode ${segment.mode} keeps a shim from the containers: use mode bridge`);
  }
  if (segment.vlan === undefined && segment.mtu !== undefined) {
    problems.push(
      `${path}.mtu: the segment is untagged and has the MTU of its NICs: remove it, or give the segment a vlan`,
    );
  }
  return problems;
}

/** Hosts in two subnets of one VLAN would not reach each other; overlapping ones are for the conflict engine. */
function hostSubnets(path: string, { hostAddresses }: SegmentConfiguration): string[] {
  const [first, ...others] = Object.entries(hostAddresses).flatMap(([host, text]) => {
    const subnet = parseInterfaceAddress(text)?.subnet;
    return subnet === undefined ? [] : [{ host, text, subnet }];
  });
  if (first === undefined) return [];
  const apart = others.filter(({ subnet }) => subnet.last < first.subnet.first || first.subnet.last < subnet.first);
  return apart.map(
    ({ host, text, subnet }) =>
      `${path}.hostAddresses.${host}: ${text} lies in ${subnet.text}, and that of host "${first.host}" in ` +
      `${first.subnet.text} (${path}.hostAddresses.${first.host}): give both addresses in one subnet`,
  );
}

function noMember(
  path: string,
  segment: SegmentConfiguration,
  hosts: readonly string[],
  input: FabricConfiguration,
): string[] {
  if (segment.switch === undefined || hosts.length > 0) return [];
  const known = [...new Set(Object.values(input.hosts).flatMap(({ nics }) => Object.keys(nics)))];
  const others = known.length === 0 ? "" : ` name one of ${known.join(", ")}, or`;
  return [
    `${path}.switch: no host has an interface on switch "${segment.switch}":${others} add it to hosts.<name>.nics`,
  ];
}

function badParent(path: string, host: string, segment: SegmentConfiguration, input: FabricConfiguration): string[] {
  const nic = nicOn(input.hosts[host], segment.switch);
  if (nic === undefined) {
    const name = String(segment.switch);
    return [
      `${path}.switch: host "${host}" has no interface on switch "${name}": add hosts.${host}.nics.${name}, ` +
        `or leave the host out of ${path}.hosts`,
    ];
  }
  if (segment.vlan === undefined) return [];
  const { mtu = DEFAULT_MTU } = input.hosts[host] ?? {};
  if (segment.mtu !== undefined && segment.mtu > mtu) {
    return [
      `${path}.mtu: ${segment.mtu} is more than the NIC of host "${host}" has (hosts.${host}.mtu, ` +
        `${mtu}): lower it, or state the MTU that the NIC has`,
    ];
  }
  const parent = carrierName(nic, segment.vlan);
  if (nic.includes(".")) {
    return [
      `${path}.vlan: NIC ${nic} of host "${host}" is a subinterface already, and Docker reads no VLAN ID from "${parent}": name the NIC below it`,
    ];
  }
  if (fitsInterfaceName(parent)) return [];
  return [`${path}.vlan: "${parent}" on host "${host}" is longer than 15 characters, Linux's limit: rename the NIC`];
}
