import {
  isForeign,
  type PlannedAddress,
  type PlannedNetwork,
  type PlannedRange,
  type PlannedSubnet,
} from "../../topology/plan/address-plan";
import { domainOf, hostsOf } from "./memberships";
import type { FabricRow, NetworkRow } from "./rows";

// What the plan of a Fabric says beside its own Docker resources, which state the rest when they register.

/** A network on a subnet of the plan, such as the LAN's, is that subnet and not a second one. */
export function fabricSubnets({ plan }: FabricRow, networks: readonly NetworkRow[]): PlannedSubnet[] {
  const isOn = (network: NetworkRow, { kind, domain, subnet }: PlannedSubnet): boolean =>
    network.layer2 &&
    !isForeign(kind) &&
    (network.carrier === undefined || domainOf(network) === domain) &&
    network.pools.some((pool) => pool.subnet === subnet);
  return plan.subnets.flatMap((entry) => {
    if (entry.stack !== undefined) return [entry];
    if (entry.kind === "bridge") return withoutBridges(entry, networks);
    return networks.some((network) => isOn(network, entry)) ? [] : [entry];
  });
}

/** The bridge network of a plan on the hosts on which it is not registered yet. */
function withoutBridges(entry: PlannedSubnet, networks: readonly NetworkRow[]): PlannedSubnet[] {
  const registered = networks.filter(
    ({ layer2, name, pools }) =>
      !layer2 && name === entry.network && pools.some(({ subnet }) => subnet === entry.subnet),
  );
  const known = new Set(registered.flatMap(hostsOf));
  const hosts = (entry.hosts ?? []).filter((host) => !known.has(host));
  return hosts.length === 0 && registered.length > 0 ? [] : [{ ...entry, hosts }];
}

/** Likewise, a network's range is the one of the plan. */
export function fabricRanges({ plan }: FabricRow, networks: readonly NetworkRow[]): PlannedRange[] {
  return plan.ranges.filter(
    ({ kind, domain, range, stack }) =>
      kind !== "ip-range" ||
      stack !== undefined ||
      !networks.some((network) => domainOf(network) === domain && network.pools.some((pool) => pool.ipRange === range)),
  );
}

/** The addresses that no Docker resource of the stack states; its containers are observed when they register. */
export function fabricAddresses({ plan }: FabricRow): PlannedAddress[] {
  return plan.addresses.filter(({ kind, stack }) => kind !== "container" || stack !== undefined);
}

export function peerNetworks({ plan }: FabricRow): PlannedNetwork[] {
  return plan.networks.filter(({ stack }) => stack !== undefined);
}

/** Why the plan lets several containers share an address, by domain and address. */
export function sharedPurposes(fabrics: readonly FabricRow[]): ReadonlyMap<string, string> {
  const entries = fabrics.flatMap(({ plan }) => plan.addresses);
  return new Map(
    entries.flatMap(({ domain, address, shared }) =>
      shared === undefined ? [] : [[`${domain} ${address}`, shared] as const],
    ),
  );
}
