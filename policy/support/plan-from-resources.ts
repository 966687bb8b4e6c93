import { canonicalAddress } from "../../topology/ip";
import {
  isForeign,
  type AddressPlan,
  type PlannedAddress,
  type PlannedNetwork,
  type PlannedRange,
  type PlannedSubnet,
} from "../../topology/plan/address-plan";
import { impliedRanges, statedRanges } from "./automatic-ranges";
import { rowsOf } from "./earlier-rows";
import { domainOf, findNetwork, findSubnet } from "./memberships";
import type { ContainerRow, FabricRow, NetworkRow, Row } from "./rows";

/**
 * The address plan that the resources add up to. A layer-2 network on several hosts is one network when name, subnet and
 * domain are the same; a bridge network ends at its host.
 */
export function planFromResources(rows: readonly Row[]): AddressPlan {
  const networks = rowsOf(rows, "network");
  const containers = rowsOf(rows, "container");
  const fabrics = rowsOf(rows, "fabric");
  const purposes = sharedPurposes(fabrics);
  return {
    subnets: [...fabrics.flatMap((fabric) => fabricSubnets(fabric, networks)), ...networks.flatMap(networkSubnets)],
    ranges: [
      ...fabrics.flatMap((fabric) => fabricRanges(fabric, networks)),
      ...networks.flatMap(statedRanges),
      ...impliedRanges(containers, networks),
    ],
    addresses: [
      ...unique([...fabrics.flatMap(fabricAddresses), ...networks.flatMap(networkAddresses)], fixedKey),
      ...containers.flatMap((container) => containerAddresses(container, networks, purposes)),
    ],
    networks: [...plannedNetworks(networks), ...fabrics.flatMap(peerNetworks)],
  };
}

/** A network on a subnet of the plan, such as the LAN's, is that subnet and not a second one. */
function fabricSubnets({ plan }: FabricRow, networks: readonly NetworkRow[]): PlannedSubnet[] {
  const isOn = (network: NetworkRow, { kind, domain, subnet }: PlannedSubnet): boolean =>
    network.layer2 &&
    !isForeign(kind) &&
    (network.carrier === undefined || domainOf(network) === domain) &&
    network.pools.some((pool) => pool.subnet === subnet);
  return plan.subnets.filter((entry) => entry.stack !== undefined || !networks.some((network) => isOn(network, entry)));
}

/** Likewise, a network's range is the one of the plan. */
function fabricRanges({ plan }: FabricRow, networks: readonly NetworkRow[]): PlannedRange[] {
  return plan.ranges.filter(
    ({ kind, domain, range, stack }) =>
      kind !== "ip-range" ||
      stack !== undefined ||
      !networks.some((network) => domainOf(network) === domain && network.pools.some((pool) => pool.ipRange === range)),
  );
}

/** The addresses that no Docker resource of the stack states; its containers are observed when they register. */
function fabricAddresses({ plan }: FabricRow): PlannedAddress[] {
  return plan.addresses.filter(({ kind, stack }) => kind !== "container" || stack !== undefined);
}

function peerNetworks({ plan }: FabricRow): PlannedNetwork[] {
  return plan.networks.filter(({ stack }) => stack !== undefined);
}

/** Why the plan lets several containers share an address, by domain and address. */
function sharedPurposes(fabrics: readonly FabricRow[]): ReadonlyMap<string, string> {
  const entries = fabrics.flatMap(({ plan }) => plan.addresses);
  return new Map(
    entries.flatMap(({ domain, address, shared }) =>
      shared === undefined ? [] : [[`${domain} ${address}`, shared] as const],
    ),
  );
}

/** The name is part of the domain here: two networks with one subnet are two owners of it, even on one VLAN. */
function networkSubnets(network: NetworkRow): PlannedSubnet[] {
  const common = {
    kind: network.layer2 ? "segment" : "bridge",
    domain: `${network.name} on ${domainOf(network)}`,
    owner: `network ${network.name}`,
    hosts: hostsOf(network),
    ...(network.switch === undefined ? {} : { switch: network.switch }),
  } as const;
  return network.pools.flatMap(({ subnet }, index) => {
    return subnet === undefined ? [] : [{ ...common, subnet, path: `${network.label} ipamConfigs[${index}].subnet` }];
  });
}

/** The daemon by its URL and by the name that plans give its host. */
function hostsOf({ daemon }: NetworkRow): string[] {
  return daemon.id === daemon.name ? [daemon.id] : [daemon.id, daemon.name];
}

/** Each layer-2 network once, with its hosts; a second one with the same name on a host is another network. */
function plannedNetworks(networks: readonly NetworkRow[]): PlannedNetwork[] {
  const found = new Map<string, PlannedNetwork & { hosts: string[] }>();
  for (const network of networks.filter(({ layer2, carrier }) => layer2 && carrier !== undefined)) {
    const { name, label, daemon } = network;
    const domain = domainOf(network);
    let key = `${name} ${domain}`;
    while (found.get(key)?.hosts.includes(daemon.id) === true) key += "+";
    const [path, namePath] = [`${label} options.parent`, `${label} name`];
    const entry = found.get(key) ?? { network: name, domain, owner: `network ${name}`, path, namePath, hosts: [] };
    entry.hosts.push(...hostsOf(network));
    found.set(key, entry);
  }
  return [...found.values()];
}

function networkAddresses(network: NetworkRow): PlannedAddress[] {
  return network.pools.flatMap(({ subnet = "", gateway, auxiliary }, index): PlannedAddress[] => {
    const path = `${network.label} ipamConfigs[${index}]`;
    const common = { subnet, domain: domainOf(network) };
    const own = auxiliary.map((address): PlannedAddress => {
      const owner = `network ${network.name} (auxiliary)`;
      return { ...common, kind: "auxiliary", address, owner, path: `${path}.auxAddress`, host: network.daemon.id };
    });
    if (gateway === undefined) return own;
    const owner = `gateway of network ${network.name}`;
    return [{ ...common, kind: "gateway", address: gateway, owner, path: `${path}.gateway` }, ...own];
  });
}

function containerAddresses(
  container: ContainerRow,
  networks: readonly NetworkRow[],
  purposes: ReadonlyMap<string, string>,
): PlannedAddress[] {
  return container.attachments.flatMap(({ network: name, addresses, mac }) =>
    addresses.flatMap(({ field, address }, index): PlannedAddress[] => {
      const network = findNetwork(name, address, container.daemon, networks);
      if (network === undefined && name === undefined) return [];
      const domain = network === undefined ? `network ${String(name)}` : domainOf(network);
      const subnet = findSubnet(network?.pools ?? [], address);
      const owner = `container ${container.name} on ${container.daemon.name}`;
      const path = `${container.label} ${field}`;
      // An attachment with an address of each family still has one MAC address.
      const own = mac === undefined || index > 0 ? {} : { mac };
      const purpose = purposes.get(`${domain} ${canonicalAddress(address)}`);
      const use = purpose === undefined ? {} : { shared: purpose };
      return [{ kind: "container", address, subnet, domain, owner, path, host: container.daemon.id, ...own, ...use }];
    }),
  );
}

/** A gateway stated on two hosts is one gateway; an address that a daemon keeps free is kept free on its own host. */
function fixedKey({ kind, domain, address, host = "", stack = "" }: PlannedAddress): string {
  const role =
    kind === "gateway" || kind === "registry" ? kind : kind === "auxiliary" ? `auxiliary ${host}` : "reserved";
  return `${domain} ${canonicalAddress(address)} ${role} ${stack}`;
}

function unique<T>(items: readonly T[], key: (item: T) => string): T[] {
  const found = new Map<string, T>();
  for (const item of items) if (!found.has(key(item))) found.set(key(item), item);
  return [...found.values()];
}
