import { code, markdownTable } from "../../support/markdown";
import { tableLine } from "../../support/table";
import type { AddressChange } from "./diff-addresses";
import type { ThingChange } from "./diff-things";
import type { Place } from "./entries";

/** What changes from one version of a stack to another. */
export interface PlanDiff {
  readonly addresses: readonly AddressChange[];
  readonly things: readonly ThingChange[];
}

const THINGS = ["change", "what", "property", "before", "after"];
const ADDRESSES = ["change", "what", "segment", "host", "address", "MAC"];
/** What stands in the place of empty tables. */
export const NOTHING = "No address, host, segment or option changes.";

/** Two tables for people: hosts, segments and what else has no address of its own, then addresses. */
export function diffText({ addresses, things }: PlanDiff, bold: (text: string) => string): string {
  const table = (title: string, header: readonly string[], rows: readonly (readonly string[])[]): string[] => {
    const cells = withoutEmptyLast([header.map((word) => word.toUpperCase()), ...rows]);
    return rows.length === 0 ? [] : [[bold(title), ...cells.map(tableLine(cells, 2))].join("\n")];
  };
  const plain = (text: string): string => text;
  const tables = [
    ...table(
      "Hosts, segments and options",
      THINGS,
      things.flatMap((thing) => thingRows(thing, plain)),
    ),
    ...table(
      "Addresses",
      ADDRESSES,
      addresses.map((each) => addressCells(each, plain, "->")),
    ),
  ];
  return tables.length === 0 ? NOTHING : tables.join("\n\n");
}

/** The same for a pull request. @param most how many rows of each table at most */
export function diffMarkdown({ addresses, things }: PlanDiff, most = Number.POSITIVE_INFINITY): string {
  const table = (header: readonly string[], rows: readonly (readonly string[])[]): string[] => {
    const more = rows.length > most ? [`… and ${(rows.length - most).toLocaleString("en")} more.`] : [];
    const [names = [], ...shown] = withoutEmptyLast([header, ...rows.slice(0, most)]);
    return rows.length === 0 ? [] : [markdownTable(names, shown), ...more];
  };
  return [
    ...table(
      THINGS,
      things.flatMap((thing) => thingRows(thing, code)),
    ),
    ...table(
      ADDRESSES,
      addresses.map((each) => addressCells(each, code, "→")),
    ),
  ].join("\n\n");
}

/** The same for other programs. */
export function diffJson(stack: string, other: string, { addresses, things }: PlanDiff): string {
  return JSON.stringify({ schemaVersion: 1, stack, other, addresses, things }, undefined, 2);
}

/** The last column is left out where no row has anything there: few stacks choose MACs. */
function withoutEmptyLast([header = [], ...rows]: readonly (readonly string[])[]): (readonly string[])[] {
  const last = header.length - 1;
  const isEmpty = rows.every((row) => (row[last] ?? "") === "");
  return isEmpty ? [header, ...rows].map((row) => row.slice(0, last)) : [header, ...rows];
}

/** A row for each fact; the first names the thing. */
function thingRows({ change, kind, name, facts }: ThingChange, quote: (text: string) => string): string[][] {
  const rows = facts.length === 0 ? [{ what: "" }] : facts;
  return rows.map(({ what, before = "", after = "" }: ThingChange["facts"][number], at) => [
    ...(at === 0 ? [change, `${kind} ${quote(name)}`.trim()] : ["", ""]),
    ...[/^[A-Za-z ]*$/.test(what) ? what : quote(what), quote(before), quote(after)],
  ]);
}

function addressCells(
  { change, kind, name, before, after }: AddressChange,
  quote: (text: string) => string,
  arrow: string,
): string[] {
  const cell = (key: keyof Place): string => {
    const [from, to] = [before, after].map((place) => (place === undefined ? undefined : (place[key] ?? "")));
    if (from === undefined || to === undefined || from === to) return quote(to ?? from ?? "");
    return `${from === "" ? "none" : quote(from)} ${arrow} ${to === "" ? "none" : quote(to)}`;
  };
  return [change, `${kind} ${quote(name)}`, ...(["segment", "host", "address", "mac"] as const).map(cell)];
}
