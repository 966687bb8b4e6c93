import type { FabricOutput } from "../contract";
import { groupBy } from "../group-by";
import { exitCode, type CellReport, type Report } from "../report";
import { testSentence } from "../user-tests/test-text";

/** An endpoint in one round. */
export interface WatchedEnd {
  /** `container bbox10`: names of hosts and containers may be the same. */
  readonly key: string;
  readonly name: string;
  /** The host of a container or registry; the address of a host. */
  readonly on: string;
  /** Whether anybody who must reach it did. */
  readonly seen: boolean;
  /** Median of the round trips to it, in milliseconds. */
  readonly rttMs?: number;
  /** Cells that try it, and those that are not as planned. */
  readonly cells: number;
  readonly failed: number;
  /** Properties of it that are not as planned. */
  readonly drift: readonly string[];
}

/** What one verification showed, as far as it is watched. */
export interface Round {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly durationMs: number;
  readonly exitCode: 0 | 1 | 2 | 3;
  readonly counts: Report["counts"];
  readonly ends: readonly WatchedEnd[];
  /** What is wrong besides endpoints that nobody sees, each under a key that stays the same while it lasts. */
  readonly problems: ReadonlyMap<string, string>;
  /** Whether the round could tell if a problem with such a key is there. */
  readonly tells: (key: string) => boolean;
}

/** Reads a round from a report. */
export function roundOf(report: Report, fabric: FabricOutput): Round {
  const { started, durationMs, counts, cells } = report;
  const targets = groupBy(cells, ({ to }) => `${to.kind} ${to.name}`);
  const ends = [...targets]
    .map(([key, own]) => watchedEnd(key, own, report, fabric))
    .sort((a, b) => a.key.localeCompare(b.key, "en", { numeric: true }));
  const missing = new Set(ends.filter(({ seen }) => !seen).map(({ key }) => key));
  const problems = problemsOf(report, missing);
  return {
    at: started,
    durationMs,
    exitCode: exitCode(report),
    counts,
    ends,
    problems,
    tells: tellsOf(report, missing),
  };
}

/** Not of a host that was not read, nor of cells that were not tried or have an end that nobody sees. */
function tellsOf({ hosts, cells }: Report, missing: ReadonlySet<string>): Round["tells"] {
  const open = new Set(cells.filter((cell) => !isTold(cell, missing)).map(cellKey));
  const unread = Object.keys(hosts).filter((name) => hosts[name]?.error !== undefined);
  return (key) => !open.has(key) && !unread.some((name) => key.startsWith(`drift ${name} `));
}

/** What was not tried says nothing about the target, and an end that nobody sees is named once. */
function isTold({ from, to, observed }: CellReport, missing: ReadonlySet<string>): boolean {
  return observed !== "not probed" && ![to, from].some(({ kind, name }) => missing.has(`${kind} ${name}`));
}

function cellKey({ from, to, address }: CellReport): string {
  return `cell ${from.name} ${to.name} ${address}`;
}

function watchedEnd(key: string, cells: readonly CellReport[], { state }: Report, fabric: FabricOutput): WatchedEnd {
  const [kind = "", name = ""] = key.split(" ");
  const wanted = cells.filter(({ expect }) => expect === "reach");
  const times = cells.flatMap(({ ok, rttMs }) => (ok && rttMs !== undefined ? rttMs : [])).sort((a, b) => a - b);
  const rttMs = times[Math.floor(times.length / 2)];
  const own = state.filter(({ ok, host, subject }) => {
    const isContainers = subject.startsWith("container ");
    return !ok && (kind === "container" ? subject === key : kind === "host" && host === name && !isContainers);
  });
  return {
    ...{ key, name: kind === "registry" ? kind : name, on: placeOf(kind, name, fabric) },
    // What nobody must reach is there as long as nobody does.
    seen: wanted.length === 0 || wanted.some(({ ok }) => ok),
    ...(rttMs === undefined ? {} : { rttMs }),
    ...{ cells: cells.length, failed: cells.filter(({ ok }) => !ok).length },
    drift: own.map(({ subject, property }) => (kind === "container" ? property : `${subject} ${property}`)),
  };
}

function placeOf(kind: string, name: string, { hosts, containers, routers, registry }: FabricOutput): string {
  if (kind === "host") return hosts[name]?.address ?? "";
  return (
    (kind === "container" ? containers[name]?.host : kind === "router" ? routers?.[name]?.host : registry?.host) ?? ""
  );
}

function problemsOf({ hosts, state, cells, tests = [] }: Report, missing: ReadonlySet<string>): Map<string, string> {
  const failed = cells.filter((cell) => !cell.ok && isTold(cell, missing));
  return new Map([
    ...Object.entries(hosts).flatMap(([name, { error }]) =>
      error === undefined ? [] : [[`host ${name}`, `${name} cannot be verified: ${error}`] as const],
    ),
    ...failed.map((cell) => {
      const { from, to, address, expect, error } = cell;
      const text = `${from.name} ${expect === "reach" ? "must reach" : "must not reach"} ${to.name} (${address}): ${error ?? "it does not"}`;
      return [cellKey(cell), text] as const;
    }),
    ...state
      .filter(({ ok }) => !ok)
      .map(({ host, subject, property, observed, desired }) => {
        const text = `drift on ${host}, ${subject}, ${property}: ${observed}, planned: ${desired}`;
        return [`drift ${host} ${subject} ${property}`, text] as const;
      }),
    ...tests.filter(({ ok }) => !ok).map((test) => [`test ${test.name}`, `test ${testSentence(test)}`] as const),
  ]);
}
