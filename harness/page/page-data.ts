import type { FabricOutput } from "../contract";
import { segmentOf } from "../probes";
import type { CellReport, Report } from "../report";

/** The part of a report that the page's script reads, by columns and with every text once: a large one has 90,000 cells. */
export interface PageData {
  readonly hosts: readonly string[];
  readonly segments: readonly { readonly name: string; readonly tag: string }[];
  /** All endpoints that cells name. `host` and `segments` say where it is. */
  readonly ends: readonly {
    readonly kind: string;
    readonly name: string;
    readonly host: string;
    readonly segments: readonly number[];
  }[];
  readonly texts: readonly string[];
  /** One value for each cell in every list: of `from` and `to` an index of `ends`, of texts one of `texts`; -1 for none. */
  readonly cells: Readonly<Record<CellColumn, readonly number[]>>;
}

const TEXTS = [
  "address",
  "method",
  "link",
  "expect",
  "why",
  "proves",
  "observed",
  "macs",
  "error",
  "advice",
  "trace",
] as const;
const NUMBERS = ["port", "attempts", "rttMs"] as const;

type CellColumn = (typeof TEXTS)[number] | (typeof NUMBERS)[number] | "from" | "to" | "ok" | "segment";

/** Collects what the page's script needs. */
export function pageData(report: Report, fabric: FabricOutput): PageData {
  const names = Object.keys(fabric.segments);
  const place = new Map(names.map((name, at) => [name, at]));
  const ends = new Numbering<string>();
  const texts = new Numbering<string>();
  const list: PageData["ends"][number][] = [];
  const endOf = ({ kind, name }: CellReport["from"]): number => {
    const at = ends.of(`${kind} ${name}`);
    list[at] ??= { kind, name, ...whereIs(kind, name, fabric, place) };
    return at;
  };
  const textOf = (cell: CellReport, key: (typeof TEXTS)[number]): number => {
    const value = key === "macs" ? cell.macs?.join(", ") : key === "trace" ? cell.trace?.join("\n") : cell[key];
    return value === undefined ? -1 : texts.of(value);
  };
  const { cells } = report;
  return {
    hosts: Object.keys(fabric.hosts),
    segments: names.map((name) => {
      const vlan = fabric.segments[name]?.vlan;
      return { name, tag: vlan === undefined ? "untagged" : `VLAN ${vlan}` };
    }),
    ends: list,
    cells: {
      ...{ from: cells.map(({ from }) => endOf(from)), to: cells.map(({ to }) => endOf(to)) },
      ok: cells.map(({ ok }) => (ok ? 1 : 0)),
      segment: cells.map((cell) => place.get(segmentOf(cell, fabric) ?? "") ?? -1),
      ...columns(TEXTS, (key) => cells.map((cell) => textOf(cell, key))),
      ...columns(NUMBERS, (key) => cells.map((cell) => cell[key] ?? -1)),
    },
    texts: texts.all,
  };
}

function whereIs(
  kind: string,
  name: string,
  { containers, segments, registry, routers }: FabricOutput,
  place: ReadonlyMap<string, number>,
): Pick<PageData["ends"][number], "host" | "segments"> {
  const on = (names: readonly string[]): number[] => names.flatMap((segment) => place.get(segment) ?? []);
  if (kind === "container")
    return { host: containers[name]?.host ?? "", segments: on(Object.keys(containers[name]?.attach ?? {})) };
  if (kind === "router")
    return { host: routers?.[name]?.host ?? "", segments: on(Object.keys(routers?.[name]?.segments ?? {})) };
  if (kind === "registry") return { host: registry?.host ?? "", segments: [] };
  return {
    host: name,
    segments: on(Object.keys(segments).filter((segment) => name in (segments[segment]?.hosts ?? {}))),
  };
}

function columns<Key extends string, Column>(keys: readonly Key[], column: (key: Key) => Column): Record<Key, Column> {
  return Object.fromEntries(keys.map((key) => [key, column(key)])) as Record<Key, Column>;
}

/** Numbers values in the order in which they first come. */
class Numbering<T> {
  readonly all: T[] = [];
  private readonly known = new Map<T, number>();

  of(value: T): number {
    const found = this.known.get(value);
    if (found !== undefined) return found;
    this.known.set(value, this.all.length);
    return this.all.push(value) - 1;
  }
}
