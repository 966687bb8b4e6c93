import type { DriverName } from "../drivers";

/** The properties that all entries of the plan have. */
export interface Planned {
  /** The layer-2 domain: `untagged LAN`, `VLAN 10`, `VLAN 10 of switch east`. */
  readonly domain: string;
  /** The switch that carries it; absent for the bridged LAN. */
  readonly switch?: string;
  readonly owner: string;
  /** Its path in the configuration, such as `segments.vlan10.subnet`. */
  readonly path: string;
  /** The peer that it belongs to; absent for our own. */
  readonly stack?: string;
}

/**
 * Subnets that a stack uses. `lan` and `host subnet`: the hosts have a route to it. `segment`: of a layer-2 network.
 * `bridge`: of a network that ends at its host.
 */
export const USED_SUBNET_KINDS = ["lan", "segment", "host subnet", "bridge"] as const;

/** Subnets that a stack only declares, as belonging to others. */
export const FOREIGN_SUBNET_KINDS = ["foreign", "docker pool"] as const;

/**
 * `ip-range`: where a host's Docker takes automatic addresses from. `pool`: the block that the ip-ranges of all hosts are
 * cut from; each of those is a `pool range`, and whatever may not lie in it may not lie in the pool either.
 */
export const RANGE_KINDS = ["ip-range", "pool", "pool range", "reserved", "dhcp"] as const;

/** `vm`: a machine that the stack creates. `host`: an existing machine. `registry`: on the address of its host. */
export const ADDRESS_KINDS = [
  "gateway",
  "auxiliary",
  "reserved",
  "vm",
  "host",
  "shim",
  "registry",
  "container",
] as const;

/** A block of addresses that is in use on a layer-2 domain, or elsewhere. */
export interface PlannedSubnet extends Planned {
  readonly kind: (typeof USED_SUBNET_KINDS)[number] | (typeof FOREIGN_SUBNET_KINDS)[number];
  /** Canonical CIDR text. */
  readonly subnet: string;
  /** Hosts whose Docker has a network on it: a daemon refuses an overlap even between separate switches. */
  readonly hosts?: readonly string[];
  /** Of a bridge: the name of its Docker network. */
  readonly network?: string;
}

/** Consecutive addresses with one purpose. */
export interface PlannedRange extends Planned {
  readonly kind: (typeof RANGE_KINDS)[number];
  /** `first-last`, or CIDR text. */
  readonly range: string;
  /** The subnet that it has to lie in. */
  readonly subnet: string;
}

/** One address that can appear on a layer-2 domain. */
export interface PlannedAddress extends Planned {
  readonly kind: (typeof ADDRESS_KINDS)[number];
  readonly address: string;
  /** The subnet that it has to lie in. */
  readonly subnet: string;
  /** The host that it is on. */
  readonly host?: string;
  /**
   * The MAC, where the plan fixes it: of shims, links of routers, machines that the stack makes, and containers that ask for
   * one. With several addresses, the first has it.
   */
  readonly mac?: string;
  /** Containers on different hosts may have one address at once if they name the same purpose here. */
  readonly shared?: string;
}

/** A Docker network as it has to be on every host of its segment. */
export interface PlannedNetwork extends Planned {
  /** A network that ends at its host, and so shares no layer-2 domain; absent for that of a segment. */
  readonly kind?: "bridge";
  readonly network: string;
  /** Absent for a bridge. */
  readonly driver?: DriverName;
  /** VLAN ID; absent for untagged frames. */
  readonly vlan?: number;
  /** The path of its name; `path` is that of its VLAN ID. */
  readonly namePath: string;
  readonly hosts: readonly string[];
}

/** Every subnet, range and address of the stack: plain data, so that it can be the inputs of a component. */
export interface AddressPlan {
  readonly subnets: readonly PlannedSubnet[];
  readonly ranges: readonly PlannedRange[];
  readonly addresses: readonly PlannedAddress[];
  readonly networks: readonly PlannedNetwork[];
}

/**
 * Whether a stack has the gateway of a segment itself, on a router of its own; any other is somebody's whom several stacks may
 * name. Bridges have theirs on each host, in a domain of its own.
 */
export function isMade({ kind, host, domain }: PlannedAddress): boolean {
  return kind === "gateway" && host !== undefined && !domain.startsWith("bridge ");
}

/** Whether a subnet is only declared, as belonging to others. */
export function isForeign(kind: string): kind is (typeof FOREIGN_SUBNET_KINDS)[number] {
  return (FOREIGN_SUBNET_KINDS as readonly string[]).includes(kind);
}

/** The entries that other stacks must not collide with: all except those of peers, and foreign subnets. */
export function ownPlan(plan: AddressPlan): AddressPlan {
  const own = <T extends Planned>(entries: readonly T[]): T[] => entries.filter(({ stack }) => stack === undefined);
  return {
    subnets: own(plan.subnets).filter(({ kind }) => !isForeign(kind)),
    ranges: own(plan.ranges),
    addresses: own(plan.addresses),
    networks: own(plan.networks),
  };
}
