import type { AddressPlan, PlannedAddress, PlannedNetwork, PlannedSubnet } from "./addresses";
import { contains, fromValue, parseAddress, parseSubnet, type Address, type Subnet } from "./ip";

/** The rules that the plan alone can decide; a policy of the same name stands under `policy/rules/`. */
export type ConflictRule =
  | "overlapping-subnets"
  | "duplicate-address"
  | "address-outside-subnet"
  | "unusable-address"
  | "duplicate-mac"
  | "shared-vlan"
  | "duplicate-network";

/** Something in the plan that cannot work. */
export interface Conflict {
  readonly rule: ConflictRule;
  /** Where to mend it in the configuration. */
  readonly path: string;
  /** Whole message: path, value, both owners, remedy. */
  readonly message: string;
}

/**
 * Finds every conflict of a plan, each once. Sort and sweep for overlaps, hashing for duplicates: the cost grows as
 * n log n, and so does the report, because each entry is reported against one other at most.
 */
export function findConflicts(plan: AddressPlan): Conflict[] {
  const addresses = readAddresses(plan.addresses);
  return [
    ...findSharedDomains(plan.networks),
    ...findOverlaps(plan.subnets),
    ...findDuplicates(addresses),
    ...findUnusable(addresses),
    ...findDuplicateMacs(addresses),
  ];
}

interface ReadSubnet {
  readonly entry: PlannedSubnet;
  readonly range: Subnet;
}

/** Two subnets that share addresses. The same subnet on the same domain is one subnet, whoever names it. */
function findOverlaps(subnets: readonly PlannedSubnet[]): Conflict[] {
  return sweep(distinctSubnets(subnets)).map(([{ entry: a }, { entry: b }]) => {
    const message =
      `${b.path}: subnet ${b.subnet} of ${b.owner} (${b.domain}) overlaps subnet ${a.subnet} of ${a.owner} ` +
      `(${a.domain}, ${a.path}). Give one of them a subnet of its own.`;
    return { rule: "overlapping-subnets", path: b.path, message };
  });
}

function distinctSubnets(subnets: readonly PlannedSubnet[]): ReadSubnet[] {
  const domains = new Map<string, Set<string>>();
  return subnets.flatMap((entry): ReadSubnet[] => {
    const range = parseSubnet(entry.subnet);
    const seen = domains.get(entry.domain) ?? new Set();
    domains.set(entry.domain, seen);
    if (range === undefined || seen.has(range.text)) return [];
    seen.add(range.text);
    return [{ entry, range }];
  });
}

/** Pairs each range with the one before it, in the order of first addresses, that reaches furthest, if they touch. */
function sweep(subnets: readonly ReadSubnet[]): [ReadSubnet, ReadSubnet][] {
  const pairs: [ReadSubnet, ReadSubnet][] = [];
  for (const family of [4, 6] as const) {
    let widest: ReadSubnet | undefined;
    for (const item of sortByFirst(subnets.filter(({ range }) => range.family === family))) {
      if (widest !== undefined && item.range.first <= widest.range.last) pairs.push([widest, item]);
      if (widest === undefined || item.range.last > widest.range.last) widest = item;
    }
  }
  return pairs;
}

/**
 * Sorts by first address, ties in the order of the plan. An IPv4 address and a position fit together into the 53 bits that
 * a number holds exactly, and typed arrays of numbers sort several times faster than objects do.
 */
function sortByFirst(subnets: readonly ReadSubnet[]): readonly ReadSubnet[] {
  const packable = subnets.length <= POSITIONS && subnets.every(({ range }) => range.family === 4);
  if (!packable) return [...subnets].sort(byFirst);
  const keys = Float64Array.from(subnets, ({ range }, position) => Number(range.first) * POSITIONS + position).sort();
  return Array.from(keys, (key) => subnets[key % POSITIONS]).filter((subnet) => subnet !== undefined);
}

const POSITIONS = 2 ** 21;

function byFirst({ range: a }: ReadSubnet, { range: b }: ReadSubnet): number {
  return a.first < b.first ? -1 : a.first > b.first ? 1 : 0;
}

/** An address of the plan with its text read, once for all rules. */
interface ReadAddress {
  readonly entry: PlannedAddress;
  readonly address: Address;
  readonly subnet: Subnet;
}

/** Reads the addresses; what is no address is the schema's to refuse. Many share a subnet, so that is read once. */
function readAddresses(addresses: readonly PlannedAddress[]): ReadAddress[] {
  const subnets = new Map<string, Subnet | undefined>();
  return addresses.flatMap((entry): ReadAddress[] => {
    if (!subnets.has(entry.subnet)) subnets.set(entry.subnet, parseSubnet(entry.subnet));
    const subnet = subnets.get(entry.subnet);
    const address = parseAddress(entry.address);
    return address === undefined || subnet === undefined ? [] : [{ entry, address, subnet }];
  });
}

function findDuplicates(addresses: readonly ReadAddress[]): Conflict[] {
  const domains = new Map<string, Map<string, PlannedAddress>>();
  const collisions: [PlannedAddress, ReadAddress, ReadonlyMap<string, unknown>][] = [];
  for (const read of addresses) {
    const { domain } = read.entry;
    const taken = domains.get(domain) ?? new Map<string, PlannedAddress>();
    domains.set(domain, taken);
    const first = taken.get(read.address.text);
    if (first === undefined) taken.set(read.address.text, read.entry);
    else collisions.push([first, read, taken]);
  }
  // Described only now, when every taken address is known, so that the suggestion is a free one.
  return collisions.map(([first, second, taken]) => duplicate(first, second, taken));
}

function duplicate(first: PlannedAddress, second: ReadAddress, taken: ReadonlyMap<string, unknown>): Conflict {
  const { path, address, owner, domain } = second.entry;
  const message =
    `${path}: ${address} of ${owner} is already taken by ${first.owner} (${first.path}), ` +
    `both on ${domain}. ${suggestFree(second, taken)}`;
  return { rule: "duplicate-address", path, message };
}

/** Names a free address close by, looking at a bounded number of candidates. */
function suggestFree({ address, subnet }: ReadAddress, taken: ReadonlyMap<string, unknown>): string {
  for (let value = address.value + 1n; value < subnet.last && value < address.value + 1000n; value += 1n) {
    const candidate = fromValue(subnet.family, value).text;
    if (!taken.has(candidate)) return `Give one of them another address, such as ${candidate}.`;
  }
  return "Give one of them another address.";
}

/** Addresses that Docker refuses only at the start of a container, or never. */
function findUnusable(addresses: readonly ReadAddress[]): Conflict[] {
  return addresses.flatMap(({ entry, address, subnet }): Conflict[] => {
    const what = (): string => `${entry.path}: ${entry.address} of ${entry.owner}`;
    if (!contains(subnet, address)) {
      const message = `${what()} lies outside its subnet ${subnet.text}. Give it an address from ${usableRange(subnet)}.`;
      return [{ rule: "address-outside-subnet", path: entry.path, message }];
    }
    const reserved = reservedMeaning(subnet, address);
    if (reserved === undefined) return [];
    const message = `${what()} is the ${reserved} address of ${subnet.text}. Give it an address from ${usableRange(subnet)}.`;
    return [{ rule: "unusable-address", path: entry.path, message }];
  });
}

/** RFC 3021: a /31 has neither network nor broadcast address; IPv6 has no broadcast, its first is the anycast of routers. */
export function reservedMeaning(subnet: Subnet, address: Address): string | undefined {
  const size = subnet.last - subnet.first + 1n;
  if (size <= 2n) return undefined;
  if (address.value === subnet.first) return subnet.family === 4 ? "network" : "subnet-router anycast";
  if (address.value === subnet.last && subnet.family === 4) return "broadcast";
  return undefined;
}

function usableRange(subnet: Subnet): string {
  const edge = subnet.last - subnet.first + 1n <= 2n ? 0n : 1n;
  const top = subnet.family === 4 ? subnet.last - edge : subnet.last;
  return `${fromValue(subnet.family, subnet.first + edge).text} to ${fromValue(subnet.family, top).text}`;
}

/** Two containers of one MAC on one domain: the kernel refuses it on one parent, nobody across hosts. */
function findDuplicateMacs(addresses: readonly ReadAddress[]): Conflict[] {
  const seen = new Map<string, ReadAddress>();
  return addresses.flatMap((read): Conflict[] => {
    const { entry, address } = read;
    if (entry.mac === undefined) return [];
    const key = `${entry.domain} ${entry.mac}`;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, read);
    // One address twice is a duplicate address already.
    if (first === undefined || first.address.text === address.text) return [];
    const message =
      `${entry.path}: MAC ${entry.mac} of ${entry.owner} is also that of ${first.entry.owner} (${first.entry.path}), ` +
      `both on ${entry.domain}. Give one of them another address, from which a fabric derives the MAC, or another macAddress.`;
    return [{ rule: "duplicate-mac", path: entry.path, message }];
  });
}

/** One VLAN ID, one segment, one network: two of them on one layer-2 domain are not separated. */
function findSharedDomains(networks: readonly PlannedNetwork[]): Conflict[] {
  const domains = new Map<string, PlannedNetwork>();
  const names = new Map<string, PlannedNetwork>();
  return networks.flatMap((entry): Conflict[] => {
    const conflicts: Conflict[] = [];
    const sameDomain = domains.get(entry.domain);
    const sameName = names.get(entry.network);
    if (sameDomain === undefined) domains.set(entry.domain, entry);
    else conflicts.push(sharedDomain(sameDomain, entry));
    if (sameName === undefined) names.set(entry.network, entry);
    else conflicts.push(sharedName(sameName, entry));
    return conflicts;
  });
}

function sharedDomain(first: PlannedNetwork, second: PlannedNetwork): Conflict {
  const message =
    `${second.path}.vlan: ${second.owner} is on ${second.domain}, and so is ${first.owner} (${first.path}.vlan): ` +
    `their containers would share one layer-2 domain. Give each segment a VLAN ID of its own.`;
  return { rule: "shared-vlan", path: `${second.path}.vlan`, message };
}

function sharedName(first: PlannedNetwork, second: PlannedNetwork): Conflict {
  const message =
    `${second.path}.network: network name ${second.network} of ${second.owner} is already that of ${first.owner} ` +
    `(${first.path}.network). Docker needs a name of its own for each network on a host: rename one.`;
  return { rule: "duplicate-network", path: `${second.path}.network`, message };
}
