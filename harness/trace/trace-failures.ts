import { messageOf } from "../../support/errors";
import type { FabricOutput } from "../contract";
import type { CellReport, Report } from "../report";
import { hostOf, targetHost, type Cell } from "../probes";
import type { Connect } from "../ssh";
import { pathOf } from "./hops";
import { traceCell, type Traced } from "./run-trace";

/** How many cells are traced at most, and milliseconds that one may take. */
const MOST = 4;
const LIMIT = 60_000;

/**
 * Traces the first failed cell of each kind, all at once, and adds to those cells what was seen, or why a trace failed: that
 * fails nothing else.
 */
export async function traceFailures(
  cells: readonly Cell[],
  reported: readonly CellReport[],
  hosts: Report["hosts"],
  output: FabricOutput,
  connect: Connect,
): Promise<CellReport[]> {
  const failed = cells.filter((_, index) => {
    const { expect, observed } = reported[index] ?? {};
    return expect === "reach" && observed === "no answer";
  });
  const chosen = firstOfEachKind(failed, hosts, output).slice(0, MOST);
  const traces = await Promise.all(chosen.map((cell) => within(traceCell(cell, output, connect))));
  const found = new Map(chosen.map((cell, index) => [cell, traces[index]]));
  return reported.map((report, index) => {
    const cell = cells[index];
    const trace = cell === undefined ? undefined : found.get(cell);
    return trace === undefined ? report : { ...report, trace };
  });
}

function firstOfEachKind(cells: readonly Cell[], hosts: Report["hosts"], output: FabricOutput): Cell[] {
  const isRead = (host: string | undefined): boolean => host !== undefined && hosts[host]?.error === undefined;
  const open = cells.filter(
    (cell) => isRead(hostOf(cell, output)) && isRead(targetHost(cell, output)) && isTraceable(cell, output),
  );
  return open.filter((cell, index) => open.findIndex(({ proves }) => proves === cell.proves) === index);
}

function isTraceable(cell: Cell, output: FabricOutput): boolean {
  try {
    return pathOf(cell, output).hops.length > 0;
  } catch {
    return false;
  }
}

async function within(work: Promise<Traced>): Promise<string[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`it took more than ${LIMIT / 1000} s`));
    }, LIMIT);
  });
  try {
    return (await Promise.race([work, late])).lines;
  } catch (error) {
    return [`It could not be traced: ${messageOf(error)}.`];
  } finally {
    clearTimeout(timer);
  }
}
