import { advice, type Evidence } from "./advice";
import { findCauses } from "./causes/find-causes";
import type { FabricOutput } from "./contract";
import type { DarkTime } from "./dark-time/dark-time-report";
import { groupBy } from "./group-by";
import { judgeAnswers, type Tried } from "./judge-answers";
import { macState } from "./mac-state";
import type { Seen } from "./owners";
import { hostOf, type Cell } from "./probes";
import { chooseProof } from "./reachability/choose-proof";
import { expectedReachability } from "./reachability/expected-reachability";
import { conclude, type CellReport, type Report } from "./report";
import { connectSsh } from "./ssh";
import { compareState } from "./state";
import { testsOf } from "./user-tests/run-tests";
import { traceFailures } from "./trace/trace-failures";
import { UNTRIED, verifyHost, type HostFindings, type HostOptions } from "./verify-host";

export interface VerifyOptions extends Partial<HostOptions> {
  /** Whether all pairs are tried, rather than those that prove every endpoint and every pair of segments. */
  readonly full?: boolean;
  /** How long endpoints did not answer during the change before, for the report. */
  readonly darkTime?: DarkTime | undefined;
  /** Whether the first failed cell of each kind is traced. Default: false. */
  readonly trace?: boolean;
  /** Has cells changed before they are tried, for a negative control. */
  readonly cells?: (cells: readonly Cell[]) => readonly Cell[];
}

export const DEFAULTS: HostOptions = { connect: connectSsh, rounds: 3, pause: 1000, deadline: 60_000 };

/**
 * Proves a stack from inside its hosts and containers: all hosts at once, with one login each. A host that fails affects only
 * its own cells. Nothing on the hosts is changed.
 */
export async function verify(output: FabricOutput, options: VerifyOptions = {}): Promise<Report> {
  const started = Date.now();
  const { full = false, trace = false, darkTime, cells: change = (all: readonly Cell[]) => all, ...given } = options;
  const cells = change(full ? expectedReachability(output) : chooseProof(output));
  const indexed = groupBy([...cells.entries()], ([, cell]) => hostOf(cell, output));
  const tests = Object.keys(output.tests ?? {});
  const networks = Object.keys(output.segments).length + Object.keys(output.bridges).length;
  // Without anything to prove or to compare there is no reason to log in.
  const hosts = cells.length + tests.length + networks === 0 ? [] : Object.keys(output.hosts);
  const found = await Promise.all(
    hosts.map((host) =>
      verifyHost(host, new Map(indexed.get(host)), output, { ...DEFAULTS, ...given }, testsOf(host, output)),
    ),
  );
  const seen: Seen = new Map(
    found.flatMap((host) => (host.seen === undefined ? [] : [[host.host, host.seen] as const])),
  );
  const state = [
    ...[...seen].flatMap(([host, printed]) => compareState(host, output, printed)),
    ...macState(output, seen),
  ];
  const broken = new Set(found.flatMap(({ host, error }) => (error === undefined ? [] : [host])));
  const tried = new Map(found.flatMap((host) => [...host.cells]));
  const judged = cells.map((cell, index) => ({
    ...cell,
    ...judgeAnswers(cell, tried.get(index) ?? UNTRIED, output, seen),
  }));
  const causes = findCauses(judged, output, { state, broken });
  const explained = new Map(causes.flatMap(({ text, cells: of }) => of.map((index) => [index, text] as const)));
  const tested = found.flatMap((host) => host.tests);
  const described = Object.fromEntries(found.map((host) => [host.host, describeHost(host, output)]));
  const reported = cells.map((cell, index) => {
    const known = { state, broken, cause: explained.get(index) };
    return describeCell(cell, judged[index] ?? UNTRIED, output, known);
  });
  const { connect } = { ...DEFAULTS, ...given };
  return conclude({
    stack: output.stack,
    scope: full ? "all pairs" : "proof",
    started: new Date(started).toISOString(),
    durationMs: Date.now() - started,
    hosts: described,
    cells: trace ? await traceFailures(cells, reported, described, output, connect) : reported,
    causes: causes.map(({ hosts: about, cells: of, ...cause }) => ({ ...cause, hosts: [...about], cells: [...of] })),
    state,
    ...(tests.length === 0 ? {} : { tests: tested.sort((a, b) => tests.indexOf(a.name) - tests.indexOf(b.name)) }),
    ...(darkTime === undefined ? {} : { darkTime }),
  });
}

function describeHost({ host, durationMs, error }: HostFindings, output: FabricOutput): Report["hosts"][string] {
  const { address = "", docker = "" } = output.hosts[host] ?? {};
  return { address, docker, durationMs, ...(error === undefined ? {} : { error }) };
}

/** A cell as it was tried, with advice if it is not as planned. */
export function describeCell(
  cell: Cell,
  { observed, ok, attempts, rttMs, macs, detail, strangers = [] }: Tried,
  output: FabricOutput,
  known: Omit<Evidence, "strangers">,
): CellReport {
  return {
    ...cell,
    observed,
    ok,
    attempts,
    ...(rttMs === undefined ? {} : { rttMs }),
    ...(macs === undefined ? {} : { macs: [...macs] }),
    ...(strangers.length === 0 ? {} : { strangers: [...strangers] }),
    ...(ok || detail === undefined ? {} : { error: detail }),
    // Advice is for what was observed; the error of a probe that did not run already says what is wrong.
    ...(ok || observed === "not probed" ? {} : { advice: advice(cell, output, { ...known, strangers }) }),
  };
}
