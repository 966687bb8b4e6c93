import {
  contains,
  fromValue,
  intersect,
  mergeRanges,
  parseAddress,
  parseRange,
  parseSubnet,
  usable,
  type Range,
  type Subnet,
} from "../ip";
import type { PlannedRange } from "./address-plan";
import type { ReadAddress } from "./read-addresses";

/** Finds free addresses of a plan. Each suggestion counts as taken from then on, so that no two are the same. */
export class FreeAddresses {
  private readonly domains = new Map<string, Domain>();

  constructor(ranges: readonly PlannedRange[], addresses: readonly ReadAddress[]) {
    for (const { entry, address } of addresses) {
      this.domain(address.family, entry.domain).taken.set(address.value, address.value + 1n);
    }
    for (const { range: text, domain } of ranges) {
      const range = parseRange(text);
      if (range !== undefined) this.domain(range.family, domain).ranges.push(range);
    }
    for (const domain of this.domains.values()) domain.ranges = mergeRanges(domain.ranges);
  }

  /** A free address of the entry's subnet, the next one after its own if possible; undefined when the subnet is full. */
  next(entry: { readonly address: string; readonly subnet: string; readonly domain: string }): string | undefined {
    const subnet = parseSubnet(entry.subnet);
    if (subnet === undefined) return undefined;
    const space = usable(subnet);
    const domain = this.domain(subnet.family, entry.domain);
    const own = parseAddress(entry.address);
    const start = own !== undefined && contains(space, own) ? own.value : space.first;
    const later = findFree(domain, start);
    const value = later <= space.last ? later : findFree(domain, space.first);
    if (value > space.last) return undefined;
    domain.taken.set(value, value + 1n);
    return fromValue(subnet.family, value).text;
  }

  /** Takes an address, unless it is not in the subnet or not free; says whether it did. */
  take(entry: { readonly address: string; readonly subnet: string; readonly domain: string }): boolean {
    const [subnet, address] = [parseSubnet(entry.subnet), parseAddress(entry.address)];
    if (subnet === undefined || address === undefined || !contains(usable(subnet), address)) return false;
    const { taken, ranges } = this.domain(subnet.family, entry.domain);
    if (taken.has(address.value) || endOfRange(ranges, address.value) !== undefined) return false;
    taken.set(address.value, address.value + 1n);
    return true;
  }

  /** How many addresses of a subnet are free. */
  count(subnet: Subnet, domain: string): bigint {
    const space = usable(subnet);
    const { taken, ranges } = this.domain(subnet.family, domain);
    const inside = ranges.flatMap((range) => intersect(range, space) ?? []);
    const blocked = inside.reduce((sum, { first, last }) => sum + last - first + 1n, 0n);
    const single = [...taken.keys()].filter(
      (value) =>
        space.first <= value &&
        value <= space.last &&
        !inside.some(({ first, last }) => first <= value && value <= last),
    );
    return space.last - space.first + 1n - blocked - BigInt(single.length);
  }

  private domain(family: 4 | 6, name: string): Domain {
    const key = `${family} ${name}`;
    let found = this.domains.get(key);
    if (found === undefined) this.domains.set(key, (found = { taken: new Map(), ranges: [] }));
    return found;
  }
}

interface Domain {
  /** Each taken address, with a later one where the search continues. */
  readonly taken: Map<bigint, bigint>;
  /** Sorted and merged. */
  ranges: Range[];
}

/** The first free value from a start on. It shortens the links that it follows, so that many searches cost little. */
function findFree({ taken, ranges }: Domain, start: bigint): bigint {
  const passed: bigint[] = [];
  let value = start;
  for (;;) {
    const next = taken.get(value) ?? endOfRange(ranges, value);
    if (next === undefined) break;
    passed.push(value);
    value = next;
  }
  for (const each of passed) taken.set(each, value);
  return value;
}

/** The first value after the range that holds a value; undefined when none does. */
function endOfRange(ranges: readonly Range[], value: bigint): bigint | undefined {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.last ?? 0n) < value) low = middle + 1;
    else high = middle;
  }
  const found = ranges[low];
  return found !== undefined && found.first <= value ? found.last + 1n : undefined;
}
