import { canonicalAddress, parseRange } from "../ip";
import { domainText } from "../naming";
import type { PlannedAddress, PlannedRange } from "../plan/address-plan";
import type { FreeAddresses } from "../plan/free-addresses";
import type { ReadAddress } from "../plan/read-addresses";
import { isMovable, ourLast, ownerText, type Conflict } from "./conflict";
import { GroupNumbers, groupsBesidePeers, orderByComparing, sweep, type Columns, type NamedGroups } from "./sweep";

type Entry = PlannedRange | PlannedAddress;

/**
 * Ranges that share addresses, and addresses that lie in a range of another owner; an address is a range of one. Domains
 * without a range cost nothing.
 */
export function findInRanges(
  ranges: readonly PlannedRange[],
  addresses: readonly ReadAddress[],
  free: () => FreeAddresses,
): Conflict[] {
  if (ranges.length === 0) return [];
  const columns = readColumns(ranges, addresses);
  const groups = new GroupNumbers(signature, (entry: Entry) => groupsBesidePeers(groupsOf(entry), entry.stack));
  const reported = new Set<string>();
  return [...columns.values()].flatMap((domain) =>
    [...sweep(domain, orderByComparing(domain.firsts), { groups })].flatMap(([earlier, later]) => {
      // Addresses join no group, so the earlier one is always a range.
      if (!isRange(earlier)) throw new Error(`${earlier.path} is not a range`);
      if (isRange(later)) return overlap(...ourLast(earlier, later));
      return isReported(later, reported) ? [] : inRange(earlier, later, free());
    }),
  );
}

/** A shared address of ours is reported once, however many have it and in whatever notation. */
function isReported({ stack, shared, domain, address }: PlannedAddress, reported: Set<string>): boolean {
  if (shared === undefined || stack !== undefined) return false;
  const key = `${domain} ${canonicalAddress(address)} ${shared}`;
  return reported.size === reported.add(key).size;
}

/** By domain and family; ranges come first, so that an address at the beginning of one is seen to lie in it. */
function readColumns(
  ranges: readonly PlannedRange[],
  addresses: readonly ReadAddress[],
): Map<string, Columns<Entry, bigint>> {
  const columns = new Map<string, Columns<Entry, bigint>>();
  for (const entry of ranges) {
    const range = parseRange(entry.range);
    if (range === undefined) continue;
    const key = `${range.family} ${entry.domain}`;
    const column = columns.get(key) ?? { entries: [], firsts: [], lasts: [] };
    columns.set(key, column);
    column.entries.push(entry);
    column.firsts.push(range.first);
    column.lasts.push(range.last);
  }
  for (const { entry, address } of addresses) {
    const column = columns.get(`${address.family} ${entry.domain}`);
    if (column === undefined || entry.kind === "registry") continue;
    column.entries.push(entry);
    column.firsts.push(address.value);
    column.lasts.push(address.value);
  }
  return columns;
}

/**
 * Docker itself keeps gateways and auxiliary addresses out of its ranges. A neighbour with a fixed address in a DHCP scope is
 * a static lease, which is allowed. Pool ranges lie in the pool of their segment by design.
 */
function groupsOf(entry: Entry): NamedGroups {
  return isRange(entry) ? groupsOfRange(entry.kind) : groupsOfAddress(entry.kind);
}

function groupsOfRange(kind: PlannedRange["kind"]): NamedGroups {
  switch (kind) {
    case "pool":
      return { joins: ["pool"], meets: ["pool", "foreign"] };
    case "pool range":
      return { joins: [], meets: [] };
    case "ip-range":
      return { joins: ["ip-range"], meets: ["ip-range", "foreign"] };
    case "dhcp":
    case "reserved":
      return { joins: ["foreign"], meets: ["pool", "ip-range"] };
  }
}

/** Addresses join no group: they conflict with ranges, and with each other only as duplicates. */
function groupsOfAddress(kind: PlannedAddress["kind"]): NamedGroups {
  if (kind === "gateway" || kind === "auxiliary") return { joins: [], meets: ["foreign"] };
  if (kind === "reserved") return { joins: [], meets: ["pool", "ip-range"] };
  return { joins: [], meets: ["pool", "ip-range", "foreign"] };
}

function signature(entry: Entry): string {
  return `${isRange(entry) ? "range" : "address"} ${entry.kind}${entry.stack === undefined ? "" : " peer"}`;
}

function isRange(entry: Entry): entry is PlannedRange {
  return "range" in entry;
}

function overlap(first: PlannedRange, second: PlannedRange): Conflict {
  const { path, range, domain } = second;
  const message =
    `${range} of ${ownerText(second)} overlaps ${first.range} of ${ownerText(first)} (${first.path}), ` +
    `both on ${domainText(domain)}. ` +
    `Give ${first.stack === undefined ? "one of them" : "ours"} a range of its own.`;
  return { rule: "overlapping-ranges", path, message };
}

/** Reported at the entry that can move: an address of ours, or else the range, but never an entry of a peer. */
function inRange(range: PlannedRange, entry: PlannedAddress, free: FreeAddresses): Conflict {
  const where = `lies in ${range.range} of ${ownerText(range)}`;
  const domain = domainText(entry.domain);
  if (entry.stack === undefined && isMovable(entry) && entry.shared === undefined) {
    const message =
      `${entry.address} of ${ownerText(entry)} ${where} (${range.path}), both on ${domain}. ` +
      remedyForAddress(range, entry, free);
    return { rule: "address-in-range", path: entry.path, message };
  }
  const place =
    entry.shared === undefined || entry.stack !== undefined
      ? `of ${ownerText(entry)} (${entry.path})`
      : `shared as ${entry.shared}`;
  const path = range.stack === undefined ? range.path : entry.path;
  const other = path === range.path ? "" : ` (${range.path})`;
  const message = `${entry.address} ${place} ${where}${other}, both on ${domain}. ${remedyForRange(range)}`;
  return { rule: "address-in-range", path, message };
}

function remedyForAddress(range: PlannedRange, entry: PlannedAddress, free: FreeAddresses): string {
  const next = free.next(entry);
  if (next !== undefined) return `Give it an address outside the range, such as ${next}.`;
  return range.stack === undefined
    ? "Make the range smaller: it leaves no address free."
    : "The range leaves no address free: change that stack first.";
}

function remedyForRange({ kind, stack }: PlannedRange): string {
  if (stack !== undefined) return "Correct the entry, or change that stack first.";
  return kind === "dhcp" || kind === "reserved" ? "Correct the range." : "Move the range.";
}
