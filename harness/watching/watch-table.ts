import type { Paint } from "../grid";
import { milliseconds } from "../matrix";
import type { Tone } from "../matrix";
import { tableLine } from "../../support/table";
import type { Round, WatchedEnd } from "./round";
import { duration, type Watched } from "./watched";

export interface TableOptions {
  readonly stack: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** When the next round begins; absent: one is running. */
  readonly next?: number | undefined;
  /** Room on the terminal. */
  readonly width: number;
  readonly height: number;
  readonly paint: Paint;
  /** The last changes with their times, newest first. */
  readonly history: readonly string[];
}

const HEADS = ["endpoint", "on", "last seen", "RTT", "cells", "drift"];
const CHANGES = 6;

/** The live table: one line for each endpoint, those with problems first where not all fit. */
export function renderTable(watched: Watched, options: TableOptions): string[] {
  const { width, height, paint, history } = options;
  const changes = history.slice(0, CHANGES);
  const head = header(watched, options);
  const room = Math.max(3, height - head.length - 3 - (changes.length === 0 ? 0 : changes.length + 2));
  const { ends } = watched.last;
  const shown = ends.length <= room ? ends : [...ends].sort((a, b) => rank(b) - rank(a)).slice(0, room - 1);
  const rows = shown.map((end) => ({ end, cells: cellsOf(end, watched, options.now) }));
  const line = tableLine([HEADS, ...rows.map(({ cells }) => cells)], 0);
  const hidden = ends.filter((end) => !shown.includes(end));
  const isBad = hidden.some((end) => rank(end) > 0);
  const more = `and ${hidden.length} more, ${isBad ? "some with problems" : "all as planned"}`;
  return [
    ...head,
    "",
    paint("quiet", line(HEADS).slice(0, width)),
    ...rows.map(({ end, cells }) => paint(toneOf(end), line(cells).slice(0, width))),
    ...(hidden.length === 0 ? [] : [more]),
    ...(changes.length === 0 ? [] : ["", "Changes", ...changes.map((text) => `  ${text}`.slice(0, width))]),
  ];
}

function header({ rounds, last }: Watched, { stack, now, next, width, paint }: TableOptions): string[] {
  const when = last.at.slice(11, 19);
  const ahead = next === undefined ? "verifying" : `next in ${duration(next - now)}`;
  const facts = [
    `round ${rounds} at ${when} UTC took ${(last.durationMs / 1000).toFixed(1)} s`,
    ahead,
    "Ctrl-C ends it",
  ];
  return [`watch ${stack}: ${facts.join(", ")}`.slice(0, width), paint(...verdict(last, width))];
}

function verdict({ exitCode, counts }: Round, width: number): [Tone, string] {
  const { cells, passed, drift, tests = 0, failedTests = 0, warnings = 0 } = counts;
  const word = { 0: "PASSED", 1: "FAILED", 2: "NOTHING TO VERIFY", 3: "PASSED with warnings" }[exitCode];
  const own = tests === 0 ? "" : `, ${tests - failedTests - warnings} of ${tests} tests of your own`;
  const text = `${word}: ${passed} of ${cells} cells as planned, ${drift} drifted${own}`;
  return [exitCode === 0 || exitCode === 3 ? "good" : "bad", text.slice(0, width)];
}

function cellsOf(end: WatchedEnd, { lastSeen }: Watched, now: number): string[] {
  const { key, name, on, seen, rttMs, cells, failed, drift } = end;
  const time = lastSeen.get(key);
  const last = time === undefined ? "never" : seen ? "now" : `${duration(now - time)} ago`;
  const rtt = rttMs === undefined || !seen ? "" : milliseconds(rttMs);
  return [name, on, last, rtt, `${cells - failed} of ${cells}`, drift.join(", ")];
}

function toneOf(end: WatchedEnd): Tone {
  return rank(end) > 0 ? "bad" : "plain";
}

function rank({ seen, failed, drift }: WatchedEnd): number {
  return (seen ? 0 : 4) + (failed > 0 ? 2 : 0) + (drift.length > 0 ? 1 : 0);
}
