import { isForeign } from "../plan/address-plan";

/**
 * Ranges of one family, side by side by position. Columns instead of objects: keeping a hundred thousand objects alive
 * costs the garbage collector more than all the work on them.
 */
export interface Columns<Entry, Value extends number | bigint> {
  readonly entries: Entry[];
  readonly firsts: Value[];
  readonly lasts: Value[];
}

/** Groups of ranges that must not overlap: those that an entry joins, and those that it must not meet. */
export interface Groups {
  readonly joins: readonly number[];
  readonly meets: readonly number[];
}

export interface SweepRules<Entry> {
  readonly groups: { of(entry: Entry): Groups };
  /** Entries with the same range and the same text here count once. Default: every entry counts. */
  readonly identityOf?: (entry: Entry) => string;
}

/**
 * Yields each range that overlaps an earlier one, in the order of first values, together with one that it overlaps. For each
 * group it is enough to remember the range that reaches furthest: if any earlier range overlaps, that one does.
 */
export function* sweep<Entry, Value extends number | bigint>(
  columns: Columns<Entry, Value>,
  order: Iterable<number>,
  { groups, identityOf }: SweepRules<Entry>,
): Generator<readonly [Entry, Entry]> {
  const { entries, firsts, lasts } = columns;
  /** By group, the position of the range that reaches furthest. */
  const active: number[] = [];
  // Only entries with one first value can be the same, and in this order they follow one another.
  let head = -1;
  let seen: Set<string> | undefined;
  for (const position of order) {
    const entry = entries[position];
    const first = firsts[position];
    const last = lasts[position];
    if (entry === undefined || first === undefined || last === undefined) continue;
    if (identityOf === undefined || first !== firsts[head]) {
      head = position;
      seen = undefined;
    } else {
      seen ??= new Set([`${String(lasts[head])} ${identityOf(entries[head] ?? entry)}`]);
      if (seen.size === seen.add(`${last} ${identityOf(entry)}`).size) continue;
    }
    const { joins, meets } = groups.of(entry);
    for (const group of meets) {
      const widest = active[group];
      if (widest === undefined || (lasts[widest] ?? -1) < first) continue;
      yield [entries[widest] ?? entry, entry];
      break;
    }
    for (const group of joins) {
      const widest = active[group];
      if (widest === undefined || last > (lasts[widest] ?? -1)) active[group] = position;
    }
  }
}

/** An IPv4 address and a position fit together into the 53 bits that a number holds exactly. */
const POSITIONS = 2 ** 21;

/** Positions in the order of first values, ties in the order of the plan; a typed array of numbers sorts fastest. */
export function orderNumbers(firsts: readonly number[]): Iterable<number> {
  if (firsts.length > POSITIONS) return orderByComparing(firsts);
  const keys = Float64Array.from(firsts, (first, position) => first * POSITIONS + position).sort();
  return keys.map((key) => key % POSITIONS);
}

export function orderByComparing(firsts: readonly (number | bigint)[]): Iterable<number> {
  const pairs = firsts.map((first, position) => ({ first, position }));
  pairs.sort(({ first: a }, { first: b }) => (a < b ? -1 : a > b ? 1 : 0));
  return pairs.map(({ position }) => position);
}

/** The same by name. */
export interface NamedGroups {
  readonly joins: readonly string[];
  readonly meets: readonly string[];
}

/** The groups of an entry in a plan with peers: overlaps among peers and foreign entries are not ours to fix. */
export function groupsBesidePeers({ joins, meets }: NamedGroups, stack: string | undefined): NamedGroups {
  if (stack !== undefined) return { joins: joins.map(ofPeer), meets: meets.filter((group) => !isForeign(group)) };
  if (joins.some(isForeign)) return { joins, meets };
  return { joins, meets: [...meets, ...meets.map(ofPeer)] };
}

function ofPeer(group: string): string {
  return `${group} of a peer`;
}

/** Numbers for names, so that groups are found by index; entries of one signature have the same groups. */
export class GroupNumbers<Entry> {
  private readonly numbers = new Map<string, number>();
  private readonly groups = new Map<string, Groups>();

  constructor(
    private readonly signatureOf: (entry: Entry) => string,
    private readonly namesOf: (entry: Entry) => NamedGroups,
  ) {}

  of(entry: Entry): Groups {
    const signature = this.signatureOf(entry);
    let found = this.groups.get(signature);
    if (found === undefined) {
      const { joins, meets } = this.namesOf(entry);
      found = { joins: joins.map((group) => this.number(group)), meets: meets.map((group) => this.number(group)) };
      this.groups.set(signature, found);
    }
    return found;
  }

  private number(name: string): number {
    const found = this.numbers.get(name) ?? this.numbers.size;
    this.numbers.set(name, found);
    return found;
  }
}
