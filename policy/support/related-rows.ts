import { canonicalAddress, intersect, parseSubnet, type Subnet } from "../../topology/ip";
import { automaticPoolsOf, domainOf, findNetworkByName } from "./memberships";
import type { ContainerRow, NetworkRow, Row } from "./rows";

/**
 * The rows that a row can conflict with: those on its layer-2 domains. A container with a fixed address is compared only
 * with those that have the same address or MAC address, and with those to which Docker may assign any address of the
 * network. So a run of a thousand containers costs a thousand small comparisons instead of a million.
 */
export function findRelatedRows(row: Row, earlier: readonly Row[]): readonly Row[] {
  // A container whose network has no known name belongs to the network of its address, which may be any.
  if ([...earlier, row].some((other) => other.kind === "container" && isUnnamed(other))) return earlier;
  if (row.kind === "network") return relatedToNetwork(row, earlier);
  return row.kind === "container" ? relatedToContainer(row, earlier) : earlier;
}

/**
 * Includes the domains of namesakes: containers on this network may so far have counted as on another host's. Of all other
 * networks, only those that share addresses with it matter.
 */
function relatedToNetwork(network: NetworkRow, earlier: readonly Row[]): readonly Row[] {
  const namesakes = earlier.filter(
    (other): other is NetworkRow => other.kind === "network" && other.name === network.name,
  );
  const names = namesBeside([network, ...namesakes], [network.name], earlier);
  return earlier.filter((other) => {
    if (other.kind === "network") return names.has(other.name) || shareAddresses(network, other);
    return other.kind !== "container" || isOn(other, names);
  });
}

function relatedToContainer(container: ContainerRow, earlier: readonly Row[]): readonly Row[] {
  const own = container.attachments.map(({ network }) => network);
  const networks = earlier.filter((other): other is NetworkRow => other.kind === "network" && own.includes(other.name));
  const names = namesBeside(networks, own, earlier);
  const beside = earlier.filter((other): other is NetworkRow => other.kind === "network" && names.has(other.name));
  return earlier.filter((other) => {
    if (other.kind === "network") return names.has(other.name);
    if (other.kind !== "container") return true;
    return (
      isOn(other, names) && (isAutomatic(container, beside) || isAutomatic(other, beside) || shareKey(container, other))
    );
  });
}

/** The names given, and those of all networks on the domains of the networks given. */
function namesBeside(
  networks: readonly NetworkRow[],
  names: readonly (string | undefined)[],
  earlier: readonly Row[],
): ReadonlySet<string | undefined> {
  const domains = new Set(networks.map(domainOf));
  const beside = earlier.flatMap((other) => {
    return other.kind === "network" && domains.has(domainOf(other)) ? other.name : [];
  });
  return new Set([...names, ...beside]);
}

function isOn({ attachments }: ContainerRow, names: ReadonlySet<string | undefined>): boolean {
  return attachments.some(({ network }) => names.has(network));
}

function isUnnamed({ attachments }: ContainerRow): boolean {
  return attachments.some(({ network }) => network === undefined);
}

/** Whether a subnet of one overlaps a subnet of the other. */
function shareAddresses(one: NetworkRow, other: NetworkRow): boolean {
  return subnetsOf(one).some((own) => subnetsOf(other).some((subnet) => intersect(own, subnet) !== undefined));
}

const subnetsByNetwork = new WeakMap<NetworkRow, readonly Subnet[]>();

/** Computed once for each network. */
function subnetsOf(network: NetworkRow): readonly Subnet[] {
  const known = subnetsByNetwork.get(network);
  if (known !== undefined) return known;
  const subnets = network.pools.flatMap(({ subnet }) => parseSubnet(subnet ?? "") ?? []);
  subnetsByNetwork.set(network, subnets);
  return subnets;
}

/** Whether Docker assigns it an address. */
function isAutomatic({ attachments, daemon }: ContainerRow, networks: readonly NetworkRow[]): boolean {
  return attachments.some((attachment) => {
    const network = findNetworkByName(attachment.network, daemon, networks);
    return network !== undefined && automaticPoolsOf(attachment, network).length > 0;
  });
}

/** Whether two containers have an address or a MAC address in common. */
function shareKey(one: ContainerRow, other: ContainerRow): boolean {
  const keys = keysOf(other);
  for (const key of keysOf(one)) if (keys.has(key)) return true;
  return false;
}

const keysByContainer = new WeakMap<ContainerRow, ReadonlySet<string>>();

/** Addresses in canonical notation, and MAC addresses; computed once for each container. */
function keysOf(container: ContainerRow): ReadonlySet<string> {
  const known = keysByContainer.get(container);
  if (known !== undefined) return known;
  const keys = new Set(
    container.attachments.flatMap(({ addresses, mac }) => [
      ...addresses.map(({ address }) => canonicalAddress(address)),
      ...(mac === undefined ? [] : [mac]),
    ]),
  );
  keysByContainer.set(container, keys);
  return keys;
}
