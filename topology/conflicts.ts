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
  return [
    ...findSharedDomains(plan.networks),
    ...findOverlaps(plan.subnets),
    ...findDuplicates(plan.addresses),
    ...findUnusable(plan.addresses),
    ...findDuplicateMacs(plan.addresses),
  ];
}

/** Two subnets that share addresses. The same subnet on the same domain is one subnet, unless two segments claim it. */
function findOverlaps(subnets: readonly PlannedSubnet[]): Conflict[] {
  const seen = new Map<string, PlannedSubnet>();
  const distinct: { entry: PlannedSubnet; range: Subnet }[] = [];
  for (const entry of subnets) {
    const range = parseSubnet(entry.subnet);
    if (range === undefined) continue;
    const key = `${entry.domain} ${range.text}`;
    const same = seen.get(key);
    if (same !== undefined && (same.kind !== "segment" || entry.kind !== "segment")) {
      if (entry.kind === "segment") seen.set(key, entry);
      continue;
    }
    seen.set(key, entry);
    distinct.push({ entry, range });
  }
  return sweep(distinct).map(([one, two]) => {
    const [a, b] = [one.entry, two.entry];
    const message =
      `${b.path}: subnet ${b.subnet} of ${b.owner} (${b.domain}) overlaps subnet ${a.subnet} of ${a.owner} ` +
      `(${a.domain}, ${a.path}). Give one of them a subnet of its own.`;
    return { rule: "overlapping-subnets", path: b.path, message };
  });
}

/** Pairs each range with the one before it, in the order of first addresses, that reaches furthest, if they touch. */
function sweep<T extends { range: Subnet }>(items: readonly T[]): [T, T][] {
  const pairs: [T, T][] = [];
  for (const family of [4, 6] as const) {
    let widest: T | undefined;
    for (const item of sortByFirst(items.filter(({ range }) => range.family === family))) {
      if (widest !== undefined && item.range.first <= widest.range.last) pairs.push([widest, item]);
      if (widest === undefined || item.range.last > widest.range.last) widest = item;
    }
  }
  return pairs;
}

function sortByFirst<T extends { range: Subnet }>(items: readonly T[]): readonly T[] {
  return [...items].sort((a, b) => (a.range.first < b.range.first ? -1 : a.range.first > b.range.first ? 1 : 0));
}

function findDuplicates(addresses: readonly PlannedAddress[]): Conflict[] {
  const domains = new Map<string, Map<string, PlannedAddress>>();
  const collisions: [PlannedAddress, PlannedAddress, ReadonlyMap<string, unknown>][] = [];
  for (const entry of addresses) {
    const value = parseAddress(entry.address)?.text ?? entry.address;
    const taken = domains.get(entry.domain) ?? new Map<string, PlannedAddress>();
    domains.set(entry.domain, taken);
    const first = taken.get(value);
    if (first === undefined) taken.set(value, entry);
    else collisions.push([first, entry, taken]);
  }
  // Described only now, when every taken address is known, so that the suggestion is a free one.
  return collisions.map(([first, second, taken]) => duplicate(first, second, taken));
}

function duplicate(first: PlannedAddress, second: PlannedAddress, taken: ReadonlyMap<string, unknown>): Conflict {
  const message =
    `${second.path}: ${second.address} of ${second.owner} is already taken by ${first.owner} (${first.path}), ` +
    `both on ${second.domain}. ${suggestFree(second, taken)}`;
  return { rule: "duplicate-address", path: second.path, message };
}

/** Names a free address close by, looking at a bounded number of candidates. */
function suggestFree(entry: PlannedAddress, taken: ReadonlyMap<string, unknown>): string {
  const subnet = parseSubnet(entry.subnet);
  const address = parseAddress(entry.address);
  if (subnet === undefined || address === undefined) return "Give one of them another address.";
  for (let value = address.value + 1n; value < subnet.last && value < address.value + 1000n; value += 1n) {
    const candidate = fromValue(subnet.family, value).text;
    if (!taken.has(candidate)) return `Give one of them another address, such as ${candidate}.`;
  }
  return "Give one of them another address.";
}

/** Addresses that Docker refuses only at the start of a container, or never. */
function findUnusable(addresses: readonly PlannedAddress[]): Conflict[] {
  return addresses.flatMap((entry): Conflict[] => {
    const address = parseAddress(entry.address);
    const subnet = parseSubnet(entry.subnet);
    if (address === undefined || subnet === undefined) return [];
    const what = `${entry.path}: ${entry.address} of ${entry.owner}`;
    if (!contains(subnet, address)) {
      const message = `${what} lies outside its subnet ${subnet.text}. Give it an address from ${usableRange(subnet)}.`;
      return [{ rule: "address-outside-subnet", path: entry.path, message }];
    }
    const reserved = reservedMeaning(subnet, address);
    if (reserved === undefined) return [];
    const message = `${what} is the ${reserved} address of ${subnet.text}. Give it an address from ${usableRange(subnet)}.`;
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
function findDuplicateMacs(addresses: readonly PlannedAddress[]): Conflict[] {
  const seen = new Map<string, PlannedAddress>();
  return addresses.flatMap((entry): Conflict[] => {
    if (entry.mac === undefined) return [];
    const key = `${entry.domain} ${entry.mac}`;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, entry);
    if (first === undefined || first.owner === entry.owner) return [];
    const message =
      `${entry.path}: MAC ${entry.mac} of ${entry.owner} is also that of ${first.owner} (${first.path}), ` +
      `both on ${entry.domain}. Rename one of them: the MAC is derived from the name.`;
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
