import { containerAddresses } from "./container-addresses";
import { foreignRanges, foreignSubnets } from "./foreign-subnets";
import { lanAddresses, lanRanges, lanSubnet } from "./lan-addresses";
import { peerPlans, type PeerPlan } from "./peer-plans";
import { segmentAddresses, segmentNetwork, segmentRanges, segmentSubnets } from "./segment-addresses";
import type { Topology } from "../model/topology";

/** What every entry of the plan says about itself. */
export interface Planned {
  /** The layer-2 domain: `untagged LAN`, `VLAN 10`, `VLAN 10 of switch east`. */
  readonly domain: string;
  /** The switch that carries it; absent for the bridged LAN. */
  readonly switch?: string;
  readonly owner: string;
  /** Where it stands in the configuration, as `segments.vlan10.subnet`. */
  readonly path: string;
  /** The peer that has it; absent for what is our own. */
  readonly stack?: string;
}

/** A block of addresses that is in use on a layer-2 domain, or elsewhere. */
export interface PlannedSubnet extends Planned {
  /**
   * `lan` and `host subnet`: the hosts have a route to it. `segment`: of a layer-2 network. `bridge`: of a network that ends
   * at its host. `foreign` and `docker pool`: declared as somebody else's.
   */
  readonly kind: "lan" | "segment" | "host subnet" | "bridge" | "foreign" | "docker pool";
  /** Canonical CIDR text. */
  readonly subnet: string;
  /** Hosts whose Docker has a network on it: one daemon refuses an overlap even when switches keep the two apart. */
  readonly hosts?: readonly string[];
}

/** Consecutive addresses with one purpose. */
export interface PlannedRange extends Planned {
  /**
   * `ip-range`: where a host's Docker takes automatic addresses from. `pool`: the block that the ip-ranges of all hosts are
   * cut from; each is a `pool range` then, and whatever may not lie in it may not lie in the pool either.
   */
  readonly kind: "ip-range" | "pool" | "pool range" | "reserved" | "dhcp";
  /** `first-last`, or CIDR text. */
  readonly range: string;
  /** The subnet that it has to lie in. */
  readonly subnet: string;
}

/** One address that can appear on a layer-2 domain. */
export interface PlannedAddress extends Planned {
  /** `vm`: of a machine that the stack makes. `host`: of one that is there. `registry`: on the address of its host. */
  readonly kind: "gateway" | "auxiliary" | "reserved" | "vm" | "host" | "shim" | "registry" | "container";
  readonly address: string;
  /** The subnet that it has to lie in. */
  readonly subnet: string;
  /** The host that it is on. */
  readonly host?: string;
  /** Of containers and shims: the MAC derived from the plan. */
  readonly mac?: string;
  /** Owners of one address that name the same purpose here may have it at once, on different hosts. */
  readonly shared?: string;
}

/** A Docker network as it has to be on every host of its segment. */
export interface PlannedNetwork extends Planned {
  readonly network: string;
  /** VLAN ID; absent for untagged frames. */
  readonly vlan?: number;
  /** Where its name stands; `path` is that of its VLAN ID. */
  readonly namePath: string;
  readonly hosts: readonly string[];
}

/** Every subnet, range and address of the stack in one table: plain data, so that it travels as the inputs of a component. */
export interface AddressPlan {
  readonly subnets: readonly PlannedSubnet[];
  readonly ranges: readonly PlannedRange[];
  readonly addresses: readonly PlannedAddress[];
  readonly networks: readonly PlannedNetwork[];
}

/** Collects the address plan of a topology, in the order of the configuration; what peers have taken comes last. */
export function addressPlan(topology: Topology, peers: readonly PeerPlan[] = []): AddressPlan {
  const { segments } = topology;
  const theirs = peerPlans(peers);
  return {
    subnets: [lanSubnet(topology), ...segments.flatMap(segmentSubnets), ...foreignSubnets(topology), ...theirs.subnets],
    ranges: [...lanRanges(topology), ...segments.flatMap(segmentRanges), ...foreignRanges(topology), ...theirs.ranges],
    addresses: [
      ...lanAddresses(topology),
      ...segments.flatMap(segmentAddresses),
      ...containerAddresses(topology),
      ...theirs.addresses,
    ],
    networks: [...segments.map(segmentNetwork), ...theirs.networks],
  };
}

/** What other stacks have to keep clear of: everything but what peers have taken and what lies elsewhere. */
export function ownPlan(plan: AddressPlan): AddressPlan {
  const own = <T extends Planned>(entries: readonly T[]): T[] => entries.filter(({ stack }) => stack === undefined);
  return {
    subnets: own(plan.subnets).filter(({ kind }) => kind !== "foreign" && kind !== "docker pool"),
    ranges: own(plan.ranges),
    addresses: own(plan.addresses),
    networks: own(plan.networks),
  };
}
