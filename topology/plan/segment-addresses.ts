import { covers, parseInterfaceAddress, parseRange } from "../ip";
import type { Segment } from "../model/topology";
import { domainName } from "../naming";
import type { PlannedAddress, PlannedNetwork, PlannedRange, PlannedSubnet } from "./address-plan";
import { hostOwner } from "./lan-addresses";
import { reservedAddresses, reservedRanges, type ReservedPlace } from "./reserved-addresses";

export function segmentNetwork(segment: Segment): PlannedNetwork {
  return {
    network: segment.network,
    ...(segment.vlan === undefined ? {} : { vlan: segment.vlan }),
    ...placeOf(segment),
    owner: `segment ${segment.name}`,
    path: `segments.${segment.name}.vlan`,
    namePath: `segments.${segment.name}.network`,
    hosts: segment.members.map(({ host }) => host),
  };
}

export function segmentSubnets(segment: Segment): PlannedSubnet[] {
  const place = placeOf(segment);
  const path = `segments.${segment.name}`;
  return [
    {
      kind: "segment",
      subnet: segment.subnet,
      ...place,
      hosts: segment.members.map(({ host }) => host),
      owner: `segment ${segment.name}`,
      path: `${path}.subnet`,
    },
    ...segment.members.flatMap((member): PlannedSubnet[] => {
      const subnet = parseInterfaceAddress(member.hostAddress ?? "")?.subnet.text;
      if (subnet === undefined) return [];
      const owner = hostOwner(member.host, member.carrier);
      return [{ kind: "host subnet", subnet, ...place, owner, path: `${path}.hostAddresses.${member.host}` }];
    }),
  ];
}

export function segmentRanges(segment: Segment): PlannedRange[] {
  const { name, subnet, pool } = segment;
  const common = { subnet, ...placeOf(segment) };
  const path = `segments.${name}`;
  const block: PlannedRange[] =
    pool === undefined
      ? []
      : [{ ...common, kind: "pool", range: pool, owner: `pool of segment ${name}`, path: `${path}.pool` }];
  return [
    ...block,
    ...segment.members.flatMap(({ host, ipRange }): PlannedRange[] => {
      if (ipRange === undefined) return [];
      const owner = `automatic addresses on ${host}`;
      const { range, fromPool } = ipRange;
      if (fromPool) return [{ ...common, kind: "pool range", range, owner, path: `${path}.pool` }];
      return [{ ...common, kind: "ip-range", range, owner, path: `${path}.ipRanges.${host}` }];
    }),
    ...reservedRanges(segment.reserved, reservedPlace(segment)),
  ];
}

export function segmentAddresses(segment: Segment): PlannedAddress[] {
  const path = `segments.${segment.name}`;
  const common = { subnet: segment.subnet, ...placeOf(segment) };
  const gateway = { ...common, kind: "gateway", address: segment.gateway } as const;
  return [
    { ...gateway, owner: `gateway of segment ${segment.name}`, path: `${path}.gateway` },
    ...reservedAddresses(segment.reserved, reservedPlace(segment)),
    ...hostAddresses(segment),
    ...segment.members.flatMap(({ host, shim }): PlannedAddress[] => {
      if (shim === undefined) return [];
      const { link, address, mac } = shim;
      return [
        {
          ...common,
          kind: "shim",
          address,
          mac,
          host,
          owner: `shim ${link} of host ${host}`,
          path: `${path}.shims.${host}`,
        },
      ];
    }),
  ];
}

function hostAddresses(segment: Segment): PlannedAddress[] {
  const path = `segments.${segment.name}`;
  const place = placeOf(segment);
  const found = segment.members.flatMap(({ host, carrier, hostAddress }): PlannedAddress[] => {
    const parsed = parseInterfaceAddress(hostAddress ?? "");
    if (parsed === undefined) return [];
    const whose = { owner: hostOwner(host, carrier), path: `${path}.hostAddresses.${host}`, host };
    return [{ kind: "host", address: parsed.address.text, subnet: parsed.subnet.text, ...place, ...whose }];
  });
  const subnet = found[0]?.subnet;
  if (segment.hostGateway === undefined || subnet === undefined) return found;
  const owner = `router of the hosts on segment ${segment.name}`;
  return [
    ...found,
    { kind: "gateway", address: segment.hostGateway, subnet, ...place, owner, path: `${path}.hostGateway` },
  ];
}

function reservedPlace(segment: Segment): ReservedPlace {
  return {
    ...placeOf(segment),
    path: `segments.${segment.name}.reserved`,
    subnetFor: (text) => subnetFor(segment, text),
  };
}

/** The layer-2 domain of a segment, and the switch that it belongs to. */
export function placeOf(segment: Segment): { domain: string; switch?: string } {
  const domain = domainName(segment.vlan, segment.switch);
  return segment.switch === undefined ? { domain } : { domain, switch: segment.switch };
}

/** The subnet that a range on a VLAN lies in: that of the containers, or the hosts' own. */
export function subnetFor(segment: Segment, text: string): string {
  const range = parseRange(text);
  const hosts = segment.members.flatMap(({ hostAddress }) => parseInterfaceAddress(hostAddress ?? "")?.subnet ?? []);
  const found = range === undefined ? undefined : hosts.find((subnet) => covers(subnet, range));
  return found?.text ?? segment.subnet;
}
