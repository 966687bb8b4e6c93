import type { Segment, SegmentSubnet } from "../model/topology";
import { hostOwner } from "./lan-addresses";
import type { PlannedAddress, PlannedNetwork, PlannedRange, PlannedSubnet } from "./address-plan";
import { reservedAddresses, reservedRanges, type ReservedPlace } from "./reserved-addresses";
import type { GatewayOwner } from "./router-addresses";
import { hostSubnetsOf, inSubnet, parseHostAddress, placeOf, reservedSubnet, subnetOf } from "./segment-places";

export function segmentNetwork(segment: Segment): PlannedNetwork {
  return {
    network: segment.network,
    driver: segment.driver,
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
  const hosts = segment.members.map(({ host }) => host);
  const owner = `segment ${segment.name}`;
  return [
    ...segment.subnets.map(({ subnet, path }): PlannedSubnet => ({
      kind: "segment",
      subnet,
      ...place,
      hosts,
      owner,
      path: `${path}.subnet`,
    })),
    ...segment.members.flatMap(({ host, carrier, hostAddresses }) =>
      hostAddresses.flatMap((placed): PlannedSubnet[] => {
        const subnet = parseHostAddress(placed)?.subnet.text;
        if (subnet === undefined) return [];
        return [{ kind: "host subnet", subnet, ...place, owner: hostOwner(host, carrier), path: placed.path }];
      }),
    ),
  ];
}

export function segmentRanges(segment: Segment): PlannedRange[] {
  return segment.subnets.flatMap((entry) => [
    ...automaticRanges(segment, entry),
    ...reservedRanges(entry.reserved, reservedPlace(segment, entry)),
  ]);
}

function automaticRanges(segment: Segment, { path, subnet, pool, ipRanges }: SegmentSubnet): PlannedRange[] {
  const common = { subnet, ...placeOf(segment) };
  const block: PlannedRange[] =
    pool === undefined
      ? []
      : [{ ...common, kind: "pool", range: pool, owner: `pool of segment ${segment.name}`, path: `${path}.pool` }];
  return [
    ...block,
    ...segment.members.flatMap(({ host }): PlannedRange[] => {
      const assigned = ipRanges.get(host);
      if (assigned === undefined) return [];
      const owner = `automatic addresses on ${host}`;
      const { range, fromPool } = assigned;
      if (fromPool) return [{ ...common, kind: "pool range", range, owner, path: `${path}.pool` }];
      return [{ ...common, kind: "ip-range", range, owner, path: `${path}.ipRanges.${host}` }];
    }),
  ];
}

/** @param owners the routers of the stack that have the segment's gateways */
export function segmentAddresses(segment: Segment, owners: readonly GatewayOwner[] = []): PlannedAddress[] {
  return [
    ...segment.subnets.flatMap((entry) => subnetAddresses(segment, entry, owners)),
    ...hostAddresses(segment),
    ...segment.members.flatMap(({ host, shim }): PlannedAddress[] => {
      if (shim === undefined) return [];
      const owner = `shim ${shim.link} of host ${host}`;
      return shim.addresses.map(({ address, path }, index) => ({
        kind: "shim",
        address,
        ...inSubnet(segment, address),
        ...(shim.mac === undefined || index > 0 ? {} : { mac: shim.mac }),
        ...{ host, owner, path },
      }));
    }),
  ];
}

/** The gateway of a subnet, and the single addresses among its reserved entries. */
function subnetAddresses(segment: Segment, entry: SegmentSubnet, owners: readonly GatewayOwner[]): PlannedAddress[] {
  const { path, subnet, gateway } = entry;
  const reserved = reservedAddresses(entry.reserved, reservedPlace(segment, entry));
  if (gateway === undefined) return reserved;
  const owner = `gateway of segment ${segment.name}`;
  const common = { subnet, ...placeOf(segment), kind: "gateway", address: gateway } as const;
  if (owners.length === 0) return [{ ...common, owner, path: `${path}.gateway` }, ...reserved];
  const made = owners.map(({ router, host, link }, index): PlannedAddress => {
    const isFirst = link.addresses[0]?.split("/")[0] === gateway;
    return {
      ...common,
      ...(isFirst ? { mac: link.mac } : {}),
      ...{ owner: `${owner} (router ${router} on ${host})`, host },
      path: index === 0 ? `${path}.gateway` : link.path,
    };
  });
  return [...made, ...reserved];
}

function hostAddresses(segment: Segment): PlannedAddress[] {
  const place = placeOf(segment);
  const found = segment.members.flatMap(({ host, carrier, hostAddresses: own }) =>
    own.flatMap((placed): PlannedAddress[] => {
      const parsed = parseHostAddress(placed);
      if (parsed === undefined) return [];
      const whose = { owner: hostOwner(host, carrier), path: placed.path, host };
      return [{ kind: "host", address: parsed.address.text, subnet: parsed.subnet.text, ...place, ...whose }];
    }),
  );
  const subnets = hostSubnetsOf(segment);
  const routers = segment.hostGateways.flatMap(({ address, path }): PlannedAddress[] => {
    const subnet = subnetOf(subnets, address)?.text;
    if (subnet === undefined) return [];
    const owner = `router of the hosts on segment ${segment.name}`;
    return [{ kind: "gateway", address, subnet, ...place, owner, path }];
  });
  return [...found, ...routers];
}

function reservedPlace(segment: Segment, { path, subnet }: SegmentSubnet): ReservedPlace {
  return {
    ...placeOf(segment),
    path: `${path}.reserved`,
    subnetFor: (text) => reservedSubnet(segment, text) ?? subnet,
  };
}
