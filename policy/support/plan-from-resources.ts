import type {
  AddressPlan,
  PlannedAddress,
  PlannedNetwork,
  PlannedRange,
  PlannedSubnet,
} from "../../topology/plan/address-plan";
import { parseAddress } from "../../topology/ip";
import { automaticRanges, networkRanges } from "./automatic";
import { domainOf, networkOf, poolOf } from "./belonging";
import type { ContainerRow, FabricRow, NetworkRow, Row } from "./rows";

/**
 * The address plan that the resources add up to. A layer-2 network that stands on several hosts is one network when name,
 * subnet and domain are the same; a bridge network ends at its host.
 */
export function planFromResources(rows: readonly Row[]): AddressPlan {
  const networks = rows.filter((row) => row.kind === "network");
  const containers = rows.filter((row) => row.kind === "container");
  const fabrics = rows.filter((row) => row.kind === "fabric");
  const shared = sharedPurposes(fabrics);
  return {
    subnets: [...fabrics.flatMap((row) => fabricSubnets(row, networks)), ...networks.flatMap(networkSubnets)],
    ranges: [
      ...fabrics.flatMap((row) => fabricRanges(row, networks)),
      ...networks.flatMap(networkRanges),
      ...automaticRanges(containers, networks),
    ],
    addresses: [
      ...unique([...fabrics.flatMap(fabricAddresses), ...networks.flatMap(networkAddresses)], fixedKey),
      ...containers.flatMap((row) => containerAddresses(row, networks, shared)),
    ],
    networks: [...plannedNetworks(networks), ...fabrics.flatMap(peerNetworks)],
  };
}

/** A network on a subnet of the plan, such as the LAN's, is that subnet, and no second one. */
function fabricSubnets({ plan }: FabricRow, networks: readonly NetworkRow[]): PlannedSubnet[] {
  const stands = (network: NetworkRow, { kind, domain, subnet }: PlannedSubnet): boolean =>
    network.layer2 &&
    kind !== "foreign" &&
    kind !== "docker pool" &&
    (network.carrier === undefined || domainOf(network) === domain) &&
    network.pools.some((pool) => pool.subnet === subnet);
  return plan.subnets.filter(
    (entry) => entry.stack !== undefined || !networks.some((network) => stands(network, entry)),
  );
}

/** Likewise, the range that a network has is the one of the plan. */
function fabricRanges({ plan }: FabricRow, networks: readonly NetworkRow[]): PlannedRange[] {
  return plan.ranges.filter(
    ({ kind, domain, range, stack }) =>
      kind !== "ip-range" ||
      stack !== undefined ||
      !networks.some((network) => domainOf(network) === domain && network.pools.some((pool) => pool.ipRange === range)),
  );
}

/** Of a Fabric, what is no Docker resource. Its containers are seen when they register; those of peers never are. */
function fabricAddresses({ plan }: FabricRow): PlannedAddress[] {
  return plan.addresses.filter(({ kind, stack }) => kind !== "container" || stack !== undefined);
}

function peerNetworks({ plan }: FabricRow): PlannedNetwork[] {
  return plan.networks.filter(({ stack }) => stack !== undefined);
}

/** Addresses that the plan lets several containers have, by domain and address. */
function sharedPurposes(fabrics: readonly FabricRow[]): ReadonlyMap<string, string> {
  const entries = fabrics.flatMap(({ plan }) => plan.addresses);
  return new Map(
    entries.flatMap(({ domain, address, shared }) =>
      shared === undefined ? [] : [[`${domain} ${address}`, shared] as const],
    ),
  );
}

/** The name belongs to the domain here: two networks of one subnet are two owners of it, even on one VLAN. */
function networkSubnets(row: NetworkRow): PlannedSubnet[] {
  const common = {
    kind: row.layer2 ? "segment" : "bridge",
    domain: `${row.name} on ${domainOf(row)}`,
    owner: `network ${row.name}`,
    hosts: hostsOf(row),
    ...(row.switch === undefined ? {} : { switch: row.switch }),
  } as const;
  return row.pools.flatMap(({ subnet }, index) => {
    return subnet === undefined ? [] : [{ ...common, subnet, path: `${row.label} ipamConfigs[${index}].subnet` }];
  });
}

/** A daemon by its URL, and by the name that plans give its host. */
function hostsOf({ daemon: host }: NetworkRow): string[] {
  return host.id === host.name ? [host.id] : [host.id, host.name];
}

/** Each layer-2 network once, with its hosts; a second one of a name on a host is another one. */
function plannedNetworks(rows: readonly NetworkRow[]): PlannedNetwork[] {
  const found = new Map<string, PlannedNetwork & { hosts: string[] }>();
  for (const row of rows.filter(({ layer2, carrier: parent }) => layer2 && parent !== undefined)) {
    const domain = domainOf(row);
    let key = `${row.name} ${domain}`;
    while (found.get(key)?.hosts.includes(row.daemon.id) === true) key += "+";
    const owner = `network ${row.name}`;
    const [path, namePath] = [`${row.label} options.parent`, `${row.label} name`];
    const entry = found.get(key) ?? { network: row.name, domain, owner, path, namePath, hosts: [] };
    entry.hosts.push(...hostsOf(row));
    found.set(key, entry);
  }
  return [...found.values()];
}

function networkAddresses(row: NetworkRow): PlannedAddress[] {
  return row.pools.flatMap(({ subnet = "", gateway, auxiliary }, index): PlannedAddress[] => {
    const path = `${row.label} ipamConfigs[${index}]`;
    const common = { subnet, domain: domainOf(row) };
    const own = auxiliary.map((address): PlannedAddress => {
      const owner = `network ${row.name} (auxiliary)`;
      return { ...common, kind: "auxiliary", address, owner, path: `${path}.auxAddress`, host: row.daemon.id };
    });
    if (gateway === undefined) return own;
    const owner = `gateway of network ${row.name}`;
    return [{ ...common, kind: "gateway", address: gateway, owner, path: `${path}.gateway` }, ...own];
  });
}

function containerAddresses(
  row: ContainerRow,
  networks: readonly NetworkRow[],
  shared: ReadonlyMap<string, string>,
): PlannedAddress[] {
  return row.attachments.flatMap(({ network: name, addresses, mac }) =>
    addresses.flatMap(({ field, address }, index): PlannedAddress[] => {
      const network = networkOf(name, address, row.daemon, networks);
      if (network === undefined && name === undefined) return [];
      const domain = network === undefined ? `network ${String(name)}` : domainOf(network);
      const subnet = poolOf(network?.pools ?? [], address);
      const owner = `container ${row.name} on ${row.daemon.name}`;
      const path = `${row.label} ${field}`;
      // With an address of each family an attachment still has one MAC.
      const own = mac === undefined || index > 0 ? {} : { mac };
      const purpose = shared.get(`${domain} ${parseAddress(address)?.text ?? address}`);
      const use = purpose === undefined ? {} : { shared: purpose };
      return [{ kind: "container", address, subnet, domain, owner, path, host: row.daemon.id, ...own, ...use }];
    }),
  );
}

/** A gateway that two hosts state is one gateway; what a Docker keeps free, it keeps free on its own host. */
function fixedKey({ kind, domain, address, host = "", stack = "" }: PlannedAddress): string {
  const role =
    kind === "gateway" || kind === "registry" ? kind : kind === "auxiliary" ? `auxiliary ${host}` : "reserved";
  return `${domain} ${parseAddress(address)?.text ?? address} ${role} ${stack}`;
}

function unique<T>(items: readonly T[], key: (item: T) => string): T[] {
  const found = new Map<string, T>();
  for (const item of items) if (!found.has(key(item))) found.set(key(item), item);
  return [...found.values()];
}
