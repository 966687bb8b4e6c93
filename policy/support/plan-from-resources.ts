import { canonicalAddress } from "../../topology/ip";
import type { AddressPlan, PlannedAddress, PlannedNetwork, PlannedSubnet } from "../../topology/plan/address-plan";
import { impliedRanges, statedRanges } from "./automatic-ranges";
import { rowsOf } from "./earlier-rows";
import { fabricAddresses, fabricRanges, fabricSubnets, peerNetworks, sharedPurposes } from "./fabric-entries";
import { domainOf, findNetwork, findSubnet, hostsOf } from "./memberships";
import type { ContainerRow, NetworkRow, Row } from "./rows";

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
