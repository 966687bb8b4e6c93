import type { PlannedSubnet } from "../addresses";
import { parseSubnet } from "../ip";
import type { Conflict } from "./conflict";

/**
 * The subnets of one family, side by side by position. Columns instead of objects: a hundred thousand objects that live on
 * cost the garbage collector more than everything that is done with them.
 */
interface Columns<Value> {
  readonly entries: PlannedSubnet[];
  readonly firsts: Value[];
  readonly lasts: Value[];
}

/** Two subnets that share addresses. The same subnet on the same domain is one subnet, whoever names it. */
export function findOverlaps(subnets: readonly PlannedSubnet[]): Conflict[] {
  const { ipv4, ipv6 } = readColumns(subnets);
  return [...sweep(ipv4, orderNumbers(ipv4.firsts)), ...sweep(ipv6, orderByComparing(ipv6.firsts))];
}

/** What is no subnet is the schema's to refuse. An IPv4 address fits a number, which sorts and compares far faster. */
function readColumns(subnets: readonly PlannedSubnet[]): { ipv4: Columns<number>; ipv6: Columns<bigint> } {
  const ipv4: Columns<number> = { entries: [], firsts: [], lasts: [] };
  const ipv6: Columns<bigint> = { entries: [], firsts: [], lasts: [] };
  for (const entry of subnets) {
    const range = parseSubnet(entry.subnet);
    if (range?.family === 4) {
      ipv4.entries.push(entry);
      ipv4.firsts.push(Number(range.first));
      ipv4.lasts.push(Number(range.last));
    } else if (range !== undefined) {
      ipv6.entries.push(entry);
      ipv6.firsts.push(range.first);
      ipv6.lasts.push(range.last);
    }
  }
  return { ipv4, ipv6 };
}

interface Item {
  readonly entry: PlannedSubnet;
  readonly first: number | bigint;
  readonly last: number | bigint;
}

/** Reports each range against the one before it, in the order of first addresses, that reaches furthest, if they touch. */
function sweep(columns: Columns<number | bigint>, order: Iterable<number>): Conflict[] {
  const conflicts: Conflict[] = [];
  let widest: Item | undefined;
  // Only subnets with one first address can be the same subnet, and in this order they follow one another.
  let head: Item | undefined;
  let group: Set<string> | undefined;
  for (const position of order) {
    const item = itemAt(columns, position);
    if (item === undefined) continue;
    if (item.first === head?.first) {
      group ??= new Set([identity(head)]);
      if (group.size === group.add(identity(item)).size) continue;
    } else {
      head = item;
      group = undefined;
    }
    if (widest !== undefined && item.first <= widest.last) conflicts.push(overlap(widest.entry, item.entry));
    if (widest === undefined || item.last > widest.last) widest = item;
  }
  return conflicts;
}

function itemAt(columns: Columns<number | bigint>, at: number): Item | undefined {
  const [entry, first, last] = [columns.entries[at], columns.firsts[at], columns.lasts[at]];
  return entry === undefined || first === undefined || last === undefined ? undefined : { entry, first, last };
}

/** Tells subnets of one first address apart. */
function identity({ last, entry }: Item): string {
  return `${String(last)} ${entry.domain}`;
}

function overlap(a: PlannedSubnet, b: PlannedSubnet): Conflict {
  const message =
    `${b.path}: subnet ${b.subnet} of ${b.owner} (${b.domain}) overlaps subnet ${a.subnet} of ${a.owner} ` +
    `(${a.domain}, ${a.path}). Give one of them a subnet of its own.`;
  return { rule: "overlapping-subnets", path: b.path, message };
}

/** An IPv4 address and a position fit together into the 53 bits that a number holds exactly. */
const POSITIONS = 2 ** 21;

/** Positions in the order of first addresses, ties in the order of the plan; a typed array of numbers sorts fastest. */
function orderNumbers(firsts: readonly number[]): Iterable<number> {
  if (firsts.length > POSITIONS) return orderByComparing(firsts);
  const keys = Float64Array.from(firsts, (first, position) => first * POSITIONS + position).sort();
  return keys.map((key) => key % POSITIONS);
}

function orderByComparing(firsts: readonly (number | bigint)[]): Iterable<number> {
  const pairs = firsts.map((first, position) => ({ first, position }));
  pairs.sort(({ first: a }, { first: b }) => (a < b ? -1 : a > b ? 1 : 0));
  return pairs.map(({ position }) => position);
}
