import { parseInterfaceAddress } from "./ip";
import { domainName } from "./naming";
import type { Topology } from "./topology";

/** A block of addresses that is in use on a layer-2 domain. */
export interface PlannedSubnet {
  readonly kind: "lan" | "segment" | "host subnet";
  /** Canonical CIDR text. */
  readonly subnet: string;
  /** The layer-2 domain: `untagged LAN` or `VLAN 10`. */
  readonly domain: string;
  readonly owner: string;
  /** Where it stands in the configuration, as `segments.vlan10.subnet`. */
  readonly path: string;
}

/** One address that can appear on a layer-2 domain. */
export interface PlannedAddress {
  readonly kind: "gateway" | "host" | "reserved" | "container";
  readonly address: string;
  /** The subnet that it has to lie in. */
  readonly subnet: string;
  readonly domain: string;
  readonly owner: string;
  readonly path: string;
  /** Only of containers: the MAC derived from the plan. */
  readonly mac?: string;
}

/** A Docker network as it has to be on every host of its segment. */
export interface PlannedNetwork {
  readonly network: string;
  readonly domain: string;
  readonly owner: string;
  readonly path: string;
}

/** Every subnet and address of the stack in one table: plain data, so that it travels as the inputs of a component. */
export interface AddressPlan {
  readonly subnets: readonly PlannedSubnet[];
  readonly addresses: readonly PlannedAddress[];
  readonly networks: readonly PlannedNetwork[];
}

/** Collects the address plan of a topology, in the order of the configuration. */
export function addressPlan(topology: Topology): AddressPlan {
  return {
    subnets: [lanSubnet(topology), ...topology.segments.flatMap(segmentSubnets)],
    addresses: [
      ...lanAddresses(topology),
      ...topology.segments.flatMap((segment) => segmentAddresses(segment)),
      ...containerAddresses(topology),
    ],
    networks: topology.segments.map((segment) => ({
      network: segment.network,
      domain: domainName(segment.vlan),
      owner: `segment ${segment.name}`,
      path: `segments.${segment.name}`,
    })),
  };
}

type Segment = Topology["segments"][number];

function lanSubnet(topology: Topology): PlannedSubnet {
  return {
    kind: "lan",
    subnet: topology.lan.subnet,
    domain: domainName(undefined),
    owner: "the LAN",
    path: "lan.subnet",
  };
}

function lanAddresses({ lan, hosts }: Topology): PlannedAddress[] {
  const common = { subnet: lan.subnet, domain: domainName(undefined) };
  const gateway: PlannedAddress[] =
    lan.gateway === undefined
      ? []
      : [{ ...common, kind: "gateway", address: lan.gateway, owner: "gateway of the LAN", path: "lan.gateway" }];
  return [
    ...gateway,
    ...hosts.map((host): PlannedAddress => {
      const owner = `host ${host.name} (${host.nic})`;
      return { ...common, kind: "host", address: host.address, owner, path: `hosts.${host.name}.address` };
    }),
  ];
}

function segmentSubnets(segment: Segment): PlannedSubnet[] {
  const domain = domainName(segment.vlan);
  const path = `segments.${segment.name}`;
  return [
    { kind: "segment", subnet: segment.subnet, domain, owner: `segment ${segment.name}`, path: `${path}.subnet` },
    ...segment.members.flatMap((member): PlannedSubnet[] => {
      const subnet = parseInterfaceAddress(member.hostAddress ?? "")?.subnet.text;
      if (subnet === undefined) return [];
      const owner = `host ${member.host} (${member.parent})`;
      return [{ kind: "host subnet", subnet, domain, owner, path: `${path}.hostAddresses.${member.host}` }];
    }),
  ];
}

function segmentAddresses(segment: Segment): PlannedAddress[] {
  const path = `segments.${segment.name}`;
  const common = { subnet: segment.subnet, domain: domainName(segment.vlan) };
  const gateway = { ...common, kind: "gateway", address: segment.gateway } as const;
  return [
    { ...gateway, owner: `gateway of segment ${segment.name}`, path: `${path}.gateway` },
    ...Object.entries(segment.reserved).map(([owner, address]): PlannedAddress => {
      return { ...common, kind: "reserved", address, owner: `${owner} (reserved)`, path: `${path}.reserved.${owner}` };
    }),
    ...hostAddresses(segment),
  ];
}

function hostAddresses(segment: Segment): PlannedAddress[] {
  const path = `segments.${segment.name}`;
  const domain = domainName(segment.vlan);
  const found = segment.members.flatMap((member): PlannedAddress[] => {
    const parsed = parseInterfaceAddress(member.hostAddress ?? "");
    if (parsed === undefined) return [];
    const owner = `host ${member.host} (${member.parent})`;
    const place = { owner, path: `${path}.hostAddresses.${member.host}` };
    return [{ kind: "host", address: parsed.address.text, subnet: parsed.subnet.text, domain, ...place }];
  });
  const subnet = found[0]?.subnet;
  if (segment.hostGateway === undefined || subnet === undefined) return found;
  const owner = `router of the hosts on segment ${segment.name}`;
  return [
    ...found,
    { kind: "gateway", address: segment.hostGateway, subnet, domain, owner, path: `${path}.hostGateway` },
  ];
}

function containerAddresses({ containers, segments }: Topology): PlannedAddress[] {
  const bySegment = new Map(segments.map((segment) => [segment.name, segment]));
  return containers.flatMap((container) =>
    container.attach.flatMap(({ segment: name, address, mac }): PlannedAddress[] => {
      const segment = bySegment.get(name);
      if (segment === undefined) return [];
      const owner = `container ${container.name} on ${container.host}`;
      const path = `containers.${container.name}.attach.${name}`;
      return [
        { kind: "container", address, subnet: segment.subnet, domain: domainName(segment.vlan), owner, path, mac },
      ];
    }),
  );
}
