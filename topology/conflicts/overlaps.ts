import type { PlannedSubnet } from "../addresses";
import { parseSubnet, type Subnet } from "../ip";
import type { Conflict } from "./conflict";

interface ReadSubnet {
  readonly entry: PlannedSubnet;
  readonly range: Subnet;
}

/** Two subnets that share addresses. The same subnet on the same domain is one subnet, whoever names it. */
export function findOverlaps(subnets: readonly PlannedSubnet[]): Conflict[] {
  return sweep(readSubnets(subnets)).map(([{ entry: a }, { entry: b }]) => {
    const message =
      `${b.path}: subnet ${b.subnet} of ${b.owner} (${b.domain}) overlaps subnet ${a.subnet} of ${a.owner} ` +
      `(${a.domain}, ${a.path}). Give one of them a subnet of its own.`;
    return { rule: "overlapping-subnets", path: b.path, message };
  });
}

/** What is no subnet is the schema's to refuse. */
function readSubnets(subnets: readonly PlannedSubnet[]): ReadSubnet[] {
  const read: ReadSubnet[] = [];
  for (const entry of subnets) {
    const range = parseSubnet(entry.subnet);
    if (range !== undefined) read.push({ entry, range });
  }
  return read;
}

/** Pairs each range with the one before it, in the order of first addresses, that reaches furthest, if they touch. */
function sweep(subnets: readonly ReadSubnet[]): [ReadSubnet, ReadSubnet][] {
  const pairs: [ReadSubnet, ReadSubnet][] = [];
  for (const family of [4, 6] as const) {
    let widest: ReadSubnet | undefined;
    for (const item of distinct(sortByFirst(subnets.filter(({ range }) => range.family === family)))) {
      if (widest !== undefined && item.range.first <= widest.range.last) pairs.push([widest, item]);
      if (widest === undefined || item.range.last > widest.range.last) widest = item;
    }
  }
  return pairs;
}

/** Keeps the first of those that are one subnet of one domain; in sorted order they can only follow an equal first address. */
function distinct(sorted: readonly ReadSubnet[]): ReadSubnet[] {
  let seen: Set<string> | undefined;
  return sorted.filter((item, at) => {
    const continues = sorted[at - 1]?.range.first === item.range.first;
    if (!continues) seen = undefined;
    if (!continues && sorted[at + 1]?.range.first !== item.range.first) return true;
    seen ??= new Set();
    const key = `${item.range.text} ${item.entry.domain}`;
    return seen.size !== seen.add(key).size;
  });
}

/**
 * Sorts by first address, ties in the order of the plan. An IPv4 address and a position fit together into the 53 bits that
 * a number holds exactly, and typed arrays of numbers sort several times faster than objects do.
 */
function sortByFirst(subnets: readonly ReadSubnet[]): readonly ReadSubnet[] {
  const packable = subnets.length <= POSITIONS && subnets.every(({ range }) => range.family === 4);
  if (!packable) return [...subnets].sort(byFirst);
  const keys = new Float64Array(subnets.length);
  subnets.forEach(({ range }, position) => {
    keys[position] = Number(range.first) * POSITIONS + position;
  });
  const sorted: ReadSubnet[] = [];
  for (const key of keys.sort()) {
    const subnet = subnets[key % POSITIONS];
    if (subnet !== undefined) sorted.push(subnet);
  }
  return sorted;
}

const POSITIONS = 2 ** 21;

function byFirst({ range: a }: ReadSubnet, { range: b }: ReadSubnet): number {
  return a.first < b.first ? -1 : a.first > b.first ? 1 : 0;
}
