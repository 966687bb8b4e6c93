import { groupBy } from "./group-by";
import type { CellReport, Endpoint, Report } from "./report";

/** How a field of the matrix is to be coloured. */
export type Tone = "good" | "quiet" | "bad" | "plain";

/** One field: all cells of one source and one target. */
export interface Field {
  readonly text: string;
  readonly tone: Tone;
}

export interface Matrix {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly source: string; readonly fields: readonly Field[] }[];
  /** How many sources are left out because they have no failure. */
  readonly hidden: number;
}

/** If there are more sources or targets, only those with failures are shown. */
const MOST = 40;

/** Arranges cells by source and target, in the order of the report. */
export function buildMatrix({ cells }: Pick<Report, "cells">): Matrix {
  const sources = unique(cells.map(({ from }) => from));
  const shown = fewest(sources, cells, ({ from }) => from);
  // Targets in the order of sources, so that there is a diagonal; those that are no sources come last.
  const wanted = fewest(unique(cells.map(({ to }) => to)), cells, ({ to }) => to);
  const names = new Set(wanted.map(nameOf));
  const targets = unique([...sources, ...wanted]).filter((target) => names.has(nameOf(target)));
  const groups = groupBy(cells, ({ from, to }) => key(from, to));
  const rows = shown.map((source) => ({
    source: source.name,
    fields: targets.map((target) => field(source, target, groups.get(key(source, target)) ?? [])),
  }));
  return { columns: targets.map((target) => title(target, targets)), rows, hidden: sources.length - rows.length };
}

/** All of them if they are few, or else those that fail. */
function fewest(
  ends: readonly Endpoint[],
  cells: readonly CellReport[],
  endOf: (cell: CellReport) => Endpoint,
): readonly Endpoint[] {
  if (ends.length <= MOST) return ends;
  const bad = new Set(cells.filter(({ ok }) => !ok).map((cell) => nameOf(endOf(cell))));
  return ends.filter((end) => bad.has(nameOf(end)));
}

function field(source: Endpoint, target: Endpoint, cells: readonly CellReport[]): Field {
  if (cells.length === 0) return { text: same(source, target) ? "-" : "", tone: "quiet" };
  const bad = cells.filter(({ ok }) => !ok);
  if (bad.length > 0) {
    const word = bad.every(({ observed }) => observed === "not probed") ? "NO PROBE" : "FAIL";
    return { text: cells.length === 1 ? word : `${word} ${bad.length}/${cells.length}`, tone: "bad" };
  }
  const times = cells.flatMap(({ rttMs }) => rttMs ?? []);
  const reached = cells.some(({ observed }) => observed === "reach");
  if (!reached) return { text: "blocked", tone: "quiet" };
  return { text: times.length === 0 ? "ok" : `ok ${milliseconds(Math.max(...times))}`, tone: "good" };
}

/** A round trip with two figures: `0.04 ms`, `3.1 ms`, `12 ms`. */
export function milliseconds(value: number): string {
  return `${value >= 10 ? value.toFixed(0) : value >= 0.1 ? value.toFixed(1) : value.toFixed(2)} ms`;
}

function title(target: Endpoint, targets: readonly Endpoint[]): string {
  const lone = target.kind === "registry" && targets.filter(({ kind }) => kind === "registry").length === 1;
  return lone ? "registry" : target.name;
}

function unique(endpoints: readonly Endpoint[]): Endpoint[] {
  return [...new Map(endpoints.map((endpoint) => [nameOf(endpoint), endpoint])).values()];
}

function nameOf({ kind, name }: Endpoint): string {
  return `${kind} ${name}`;
}

function key(from: Endpoint, to: Endpoint): string {
  return JSON.stringify([from.kind, from.name, to.kind, to.name]);
}

function same(one: Endpoint, two: Endpoint): boolean {
  return one.kind === two.kind && one.name === two.name;
}
