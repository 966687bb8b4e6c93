import { parseAddress } from "../../topology/ip";
import { domainOf, drawnFrom, networkOn } from "./belonging";
import type { ContainerRow, NetworkRow, Row } from "./rows";

/**
 * The rows that a row can conflict with: those on its layer-2 domains. Of the containers there, which may be many, one with
 * a fixed address meets only those with an address or a MAC of its own, and those that draw an address of the whole network.
 * So a run of a thousand containers costs a thousand small comparisons, not a thousand times all of them.
 */
export function relatedRows(row: Row, earlier: readonly Row[]): readonly Row[] {
  // Without its name, a network is found by the address: it may be any.
  if ([...earlier, row].some((other) => other.kind === "container" && isUnnamed(other))) return earlier;
  if (row.kind === "network") return relatedToNetwork(row, earlier);
  return row.kind === "container" ? relatedToContainer(row, earlier) : earlier;
}

/** Containers of its name may have counted to another host's network until now: what is on that domain is looked at too. */
function relatedToNetwork(row: NetworkRow, earlier: readonly Row[]): readonly Row[] {
  const namesakes = earlier.filter((other): other is NetworkRow => other.kind === "network" && other.name === row.name);
  const names = namesBeside([row, ...namesakes], [row.name], earlier);
  return earlier.filter((other) => other.kind !== "container" || isOn(other, names));
}

function relatedToContainer(row: ContainerRow, earlier: readonly Row[]): readonly Row[] {
  const own = row.attachments.map(({ network }) => network);
  const networks = earlier.filter((other): other is NetworkRow => other.kind === "network" && own.includes(other.name));
  const names = namesBeside(networks, own, earlier);
  const beside = earlier.filter((other): other is NetworkRow => other.kind === "network" && names.has(other.name));
  const draws = (container: ContainerRow): boolean => isAutomatic(container, beside);
  return earlier.filter((other) => {
    if (other.kind === "network") return names.has(other.name);
    if (other.kind !== "container") return true;
    return isOn(other, names) && (draws(row) || draws(other) || meets(keysOf(other), keysOf(row)));
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

/** Whether it draws an address that no range of its network confines. */
function isAutomatic({ attachments, daemon: host }: ContainerRow, networks: readonly NetworkRow[]): boolean {
  return attachments.some((attachment) => {
    const network = networkOn(attachment.network, host, networks);
    return network !== undefined && drawnFrom(attachment, network).length > 0;
  });
}

const keys = new WeakMap<ContainerRow, ReadonlySet<string>>();

/** Addresses in one notation, and MACs; read once for each row. */
function keysOf(row: ContainerRow): ReadonlySet<string> {
  let found = keys.get(row);
  if (found === undefined) {
    const texts = row.attachments.flatMap(({ addresses, mac }) => [
      ...addresses.map(({ address }) => parseAddress(address)?.text ?? address),
      ...(mac === undefined ? [] : [mac]),
    ]);
    keys.set(row, (found = new Set(texts)));
  }
  return found;
}

function meets(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  for (const key of some) if (others.has(key)) return true;
  return false;
}
