import { familyOf } from "../../topology/ip";
import { entriesOf, type Entry, type Place } from "./entries";
import type { Version } from "./version";

/** `moved`: to another host, whatever else changes with it. */
export type Change = "added" | "removed" | "moved" | "changed";

/** What becomes of an address that something has. */
export interface AddressChange extends Pick<Entry, "kind" | "name"> {
  readonly change: Change;
  /** Absent: added. */
  readonly before?: Place;
  /** Absent: removed. */
  readonly after?: Place;
}

/**
 * Ways to find what an address was before, the surest first: the same one at the same place, the one of its family there, the
 * same one elsewhere.
 */
const LIKENESS: readonly ((entry: Entry) => string)[] = [
  ({ kind, name, segment, address }) => [kind, name, segment, address].join(" "),
  ({ kind, name, segment, address }) => [kind, name, segment, familyOf(address)].join(" "),
  ({ kind, name, address }) => [kind, name, address].join(" "),
];

/** The addresses that change from one version to another, in the order of the new one; what goes comes last. */
export function diffAddresses(before: Version | undefined, after: Version | undefined): AddressChange[] {
  const [old, planned] = [before, after].map((version) => (version === undefined ? [] : entriesOf(version)));
  const pairs = pair(old ?? [], planned ?? []);
  const gone = new Set(old);
  for (const match of pairs.values()) gone.delete(match);
  return [
    ...(planned ?? []).flatMap((entry) => changeOf(pairs.get(entry), entry) ?? []),
    ...[...gone].flatMap((entry) => changeOf(entry, undefined) ?? []),
  ];
}

function pair(old: readonly Entry[], planned: readonly Entry[]): Map<Entry, Entry> {
  const pairs = new Map<Entry, Entry>();
  const left = new Set(old);
  for (const likeness of LIKENESS) {
    const known = new Map<string, Entry[]>();
    for (const entry of left) known.set(likeness(entry), [...(known.get(likeness(entry)) ?? []), entry]);
    for (const entry of planned) {
      if (pairs.has(entry)) continue;
      const match = known.get(likeness(entry))?.shift();
      if (match === undefined) continue;
      pairs.set(entry, match);
      left.delete(match);
    }
  }
  return pairs;
}

function changeOf(before: Entry | undefined, after: Entry | undefined): AddressChange | undefined {
  const known = after ?? before;
  if (known === undefined) return undefined;
  const { kind, name } = known;
  if (before === undefined) return { change: "added", kind, name, after: placeOf(known) };
  if (after === undefined) return { change: "removed", kind, name, before: placeOf(known) };
  const isSame = (["segment", "host", "address", "mac"] as const).every((key) => before[key] === after[key]);
  if (isSame) return undefined;
  const change = before.host === after.host ? "changed" : "moved";
  return { change, kind, name, before: placeOf(before), after: placeOf(after) };
}

function placeOf({ segment, host, address, mac }: Entry): Place {
  return { segment, host, address, ...(mac === undefined ? {} : { mac }) };
}
