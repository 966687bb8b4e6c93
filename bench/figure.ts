import { execFileSync } from "node:child_process";
import { appendFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { print } from "../support/terminal";

/** What else the machine was doing before anything was measured: processes that wanted to run, over the last minute. */
const LOAD = (loadavg()[0] ?? NaN).toFixed(1);

/** One measured figure: a line of `bench/figures.jsonl`. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: "s" | "ms" | "x" | "%" | "MB" | "bytes" | "Mbit/s" | "containers" | "logins";
  /** The limit that the design sets; a figure for comparison has none. */
  readonly line?: number;
  /** How it was measured: runs, and what it is compared with. */
  readonly how: string;
}

/** Prints a figure and appends it, with date, commit and machine, to the record. */
export function recordFigure(figure: Figure): void {
  const value = Number(figure.value.toPrecision(4));
  const row = {
    ...figure,
    value,
    ...(figure.line === undefined ? {} : { held: value <= figure.line }),
    date: new Date().toISOString(),
    commit: commit(),
    machine: machine(),
  };
  const line = JSON.stringify(row);
  print(line);
  appendFileSync(join(__dirname, "figures.jsonl"), `${line}\n`);
}

function machine(): string {
  const gib = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} x ${cpus()[0]?.model.trim() ?? "CPU"}, ${gib} GiB, Node ${process.versions.node}, load ${LOAD} before`;
}

function commit(): string {
  return execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: __dirname, encoding: "utf8" }).trim();
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** Measures how long something takes, in seconds. */
export async function measureSeconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** The median, in seconds, of several runs. */
export async function measureMedian(work: () => Promise<unknown>, rounds: number): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) times.push(await measureSeconds(work));
  return median(times);
}

/** Medians, in seconds, of two commands that run alternately, so that a slow spell of the machine affects both. */
export async function measureAlternately(
  a: () => Promise<unknown>,
  b: () => Promise<unknown>,
  rounds: number,
): Promise<[number, number]> {
  const times: [number[], number[]] = [[], []];
  await a();
  await b();
  for (let round = 0; round < rounds; round += 1) {
    times[0].push(await measureSeconds(a));
    times[1].push(await measureSeconds(b));
  }
  return [median(times[0]), median(times[1])];
}
