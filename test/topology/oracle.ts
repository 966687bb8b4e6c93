import { parseAddress, parseRange, parseSubnet } from "../../topology/ip";
import type {
  AddressPlan,
  Planned,
  PlannedAddress,
  PlannedRange,
  PlannedSubnet,
} from "../../topology/plan/address-plan";

/**
 * What the conflict engine has to find, worked out pair by pair from the definitions: slow, and so simple that it can be
 * read as the specification. An entry of a list stands for one conflict and holds the paths that may be named for it.
 */
export interface Expected {
  readonly subnets: readonly (readonly string[])[];
  readonly ranges: readonly (readonly string[])[];
  readonly addresses: readonly (readonly string[])[];
}

export function expectedConflicts(plan: AddressPlan): Expected {
  return {
    subnets: [4, 6].flatMap((family) => overlapping(distinct(plan.subnets, family))),
    ranges: rangesOf(plan),
    addresses: duplicated(plan.addresses),
  };
}

interface Span<T> {
  readonly entry: T;
  readonly first: bigint;
  readonly last: bigint;
}

/** In the order of first addresses; the same subnet on the same domain once, that of a peer's segment apart. */
function distinct(subnets: readonly PlannedSubnet[], family: number): Span<PlannedSubnet>[] {
  const found: Span<PlannedSubnet>[] = [];
  for (const entry of subnets) {
    const subnet = parseSubnet(entry.subnet);
    if (subnet?.family !== family) continue;
    const same = found.some(
      (other) =>
        other.first === subnet.first &&
        other.last === subnet.last &&
        other.entry.domain === entry.domain &&
        separate(other.entry) === separate(entry),
    );
    if (!same) found.push({ entry, first: subnet.first, last: subnet.last });
  }
  return sorted(found);
}

function separate({ kind, stack }: PlannedSubnet): string {
  return kind === "segment" || kind === "bridge" ? (stack ?? "") : "";
}

function overlapping(spans: readonly Span<PlannedSubnet>[]): string[][] {
  return spans.flatMap((span, at) => {
    const met = spans
      .slice(0, at)
      .filter((other) => other.last >= span.first && mayNotOverlap(other.entry, span.entry));
    return met.length === 0
      ? []
      : [
          pathsFor(
            span.entry,
            met.map(({ entry }) => entry),
          ),
        ];
  });
}

function mayNotOverlap(a: PlannedSubnet, b: PlannedSubnet): boolean {
  if (!isOurs(a) && !isOurs(b)) return false;
  const kinds = [a.kind, b.kind];
  const has = (...some: string[]): boolean => kinds.some((kind) => some.includes(kind));
  if (has("docker pool")) return has("segment");
  if (has("foreign")) return true;
  if (has("lan", "host subnet")) return true;
  const common = (a.hosts ?? []).some((host) => b.hosts?.includes(host) === true);
  if (kinds.every((kind) => kind === "segment")) return (a.switch ?? "") === (b.switch ?? "") || common;
  return has("segment") || common;
}

function isOurs(entry: PlannedSubnet): boolean {
  return entry.stack === undefined && entry.kind !== "foreign" && entry.kind !== "docker pool";
}

/** Ours is the one to fix: the later of two, and never somebody else's. */
function pathsFor(later: PlannedSubnet, met: readonly PlannedSubnet[]): string[] {
  return isOurs(later) ? [later.path] : met.map(({ path }) => path);
}

function rangesOf({ ranges, addresses: all }: AddressPlan): string[][] {
  const addresses = all.filter(isInside);
  const spans = ranges.flatMap((entry) => {
    const range = parseRange(entry.range);
    const whole = parseSubnet(entry.subnet);
    if (range === undefined || whole === undefined || entry.kind === "pool range") return [];
    return whole.first <= range.first && range.last <= whole.last ? [{ entry, ...range }] : [];
  });
  const order = sorted(spans);
  const among = order.flatMap((span, at) => {
    const met = order
      .slice(0, at)
      .filter(
        (other) =>
          other.family === span.family &&
          other.last >= span.first &&
          other.entry.domain === span.entry.domain &&
          rangesMeet(other.entry, span.entry),
      );
    if (met.length === 0) return [];
    return [span.entry.stack === undefined ? [span.entry.path] : met.map(({ entry }) => entry.path)];
  });
  const shared = new Set<string>();
  const inside = addresses.flatMap((entry) => {
    // Of a shared address it is said once.
    const key = `${entry.domain} ${String(parseAddress(entry.address)?.text)} ${String(entry.shared)}`;
    if (entry.shared !== undefined && entry.stack === undefined && shared.size === shared.add(key).size) return [];
    const address = parseAddress(entry.address);
    const holding = spans.filter(
      ({ entry: range, family, first, last }) =>
        address?.family === family &&
        first <= address.value &&
        address.value <= last &&
        range.domain === entry.domain &&
        keepsOut(range, entry),
    );
    if (holding.length === 0) return [];
    const movable = !["gateway", "auxiliary", "reserved"].includes(entry.kind) && entry.shared === undefined;
    if (entry.stack === undefined && movable) return [[entry.path]];
    return [holding.map(({ entry: range }) => (range.stack === undefined ? range.path : entry.path))];
  });
  return [...among, ...inside];
}

function rangesMeet(a: PlannedRange, b: PlannedRange): boolean {
  const [automatic, foreign] = [a, b].map(({ kind }) => kind === "ip-range" || kind === "pool").sort();
  if (automatic === true || foreign === true) {
    if (foreign !== true || automatic !== true) return bothTheirs(a, b) ? false : sideAllows(a, b);
    return a.kind === b.kind && !bothTheirs(a, b);
  }
  return false;
}

/** A reservation that we declare says nothing against what a peer does. */
function sideAllows(a: PlannedRange, b: PlannedRange): boolean {
  return [a, b].every(({ kind, stack }, at) => {
    const other = at === 0 ? b : a;
    return kind === "ip-range" || kind === "pool" || stack !== undefined || other.stack === undefined;
  });
}

function keepsOut(range: PlannedRange, { kind, stack }: PlannedAddress): boolean {
  if (kind === "registry" || bothTheirs(range, { stack })) return false;
  const declared = range.kind === "dhcp" || range.kind === "reserved";
  if (stack !== undefined && declared) return false;
  if (kind === "reserved") return !declared;
  return declared || (kind !== "gateway" && kind !== "auxiliary");
}

function bothTheirs(a: Pick<Planned, "stack">, b: { stack?: string | undefined }): boolean {
  return a.stack !== undefined && b.stack !== undefined;
}

function duplicated(addresses: readonly PlannedAddress[]): string[][] {
  const inside = addresses.filter(isInside);
  const kept = inside
    .filter(({ kind }) => kind === "container")
    .flatMap((entry): string[][] => {
      const text = parseAddress(entry.address)?.text;
      const first = inside.find(
        ({ kind, domain, host, address }) =>
          kind === "auxiliary" &&
          domain === entry.domain &&
          host === entry.host &&
          parseAddress(address)?.text === text,
      );
      if (first?.stack !== undefined && entry.stack !== undefined) return [];
      return first === undefined ? [] : [[entry.path, first.path]];
    });
  const hashed = inside.filter(({ kind }) => kind !== "registry" && kind !== "auxiliary");
  const twice = hashed.flatMap((entry, at) => {
    const text = parseAddress(entry.address)?.text;
    const first = hashed
      .slice(0, at)
      .find((other) => other.domain === entry.domain && parseAddress(other.address)?.text === text);
    const sharer = hashed
      .slice(0, at)
      .find(
        (other) =>
          other.domain === entry.domain &&
          parseAddress(other.address)?.text === text &&
          entry.shared !== undefined &&
          other.shared === entry.shared &&
          other.host === entry.host,
      );
    if (sharer !== undefined) return [[oursOf(sharer, entry)]];
    if (first === undefined || mayShare(first, entry)) return [];
    return [first.stack === undefined && entry.stack === undefined ? [first.path, entry.path] : [oursOf(first, entry)]];
  });
  return [...twice, ...kept];
}

/** Whether an address lies in its subnet; if not, that is all that is said about it. */
function isInside({ address: text, subnet: whole }: PlannedAddress): boolean {
  const [address, subnet] = [parseAddress(text), parseSubnet(whole)];
  if (address === undefined || subnet === undefined) return false;
  return address.family === subnet.family && subnet.first <= address.value && address.value <= subnet.last;
}

function oursOf(earlier: Planned, later: Planned): string {
  return later.stack !== undefined && earlier.stack === undefined ? earlier.path : later.path;
}

function mayShare(a: PlannedAddress, b: PlannedAddress): boolean {
  if (a.stack !== undefined && b.stack !== undefined) return true;
  if (a.shared !== undefined && a.shared === b.shared) return true;
  if (a.kind === "gateway" && b.kind === "gateway")
    return a.host === undefined || b.host === undefined || a.domain.startsWith("bridge ");
  if (a.stack === b.stack) return false;
  const machines = ["vm", "host"];
  if (machines.includes(a.kind) && machines.includes(b.kind)) {
    return a.host === b.host && (a.kind === "host" || b.kind === "host");
  }
  const [one, other] = a.kind === "reserved" ? [a, b] : [b, a];
  if (one.kind !== "reserved") return false;
  const itself = machines.includes(other.kind) && one.owner.startsWith(`${other.host ?? "?"} (reserved)`);
  return other.kind === "reserved" || itself;
}

function sorted<T extends Span<unknown>>(spans: readonly T[]): T[] {
  return [...spans].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
}
