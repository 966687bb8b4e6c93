import { setTimeout as delay } from "node:timers/promises";
import type { FabricOutput, TestOutput } from "./contract";
import type { Tried } from "./judge-answers";
import { cellOutcome, probeOutcome } from "./outcome";
import { parseProbeOutput } from "./parse-probe-output";
import type { ProbeOutput } from "./probe-output";
import { probeScript, scriptSeconds } from "./probe-script";
import { probesOf, type Cell } from "./probes";
import type { Connect, SshSession } from "./ssh";
import { runTests, untriedTest } from "./user-tests/run-tests";
import type { TestReport } from "./user-tests/test-report";

export interface HostOptions {
  /** How to log in to a host. */
  readonly connect: Connect;
  /** How often a cell is probed at most. */
  readonly rounds: number;
  /** Milliseconds between rounds, in which neighbours and switches learn. */
  readonly pause: number;
  /** Milliseconds after the start until which a further round may begin. */
  readonly deadline: number;
}

/** What one host found, before anybody knows who the others are. */
export interface HostFindings {
  readonly host: string;
  readonly durationMs: number;
  readonly error?: string;
  /** By index of the cell. */
  readonly cells: ReadonlyMap<number, Tried>;
  /** What the first round printed; absent if it did not come to its end. */
  readonly seen?: ProbeOutput;
  readonly tests: readonly TestReport[];
}

export const UNTRIED = { observed: "not probed", detail: "no host tried this cell", ok: false, attempts: 0 } as const;

/**
 * Tries the cells of one host with one login; what fails is tried again over the same one. The user's own tests run meanwhile,
 * over the same one too.
 */
export async function verifyHost(
  host: string,
  cells: ReadonlyMap<number, Cell>,
  output: FabricOutput,
  options: HostOptions,
  tests: ReadonlyMap<string, TestOutput> = new Map(),
): Promise<HostFindings> {
  const started = Date.now();
  const found = new Map<number, Tried>([...cells.keys()].map((index) => [index, UNTRIED]));
  let seen: ProbeOutput | undefined;
  let error: string | undefined;
  let session: SshSession | undefined;
  let testing: Promise<TestReport[]> | undefined;
  try {
    const ssh = output.hosts[host]?.ssh;
    if (ssh === undefined) throw new Error(`${host}: is missing from the stack output`);
    session = await options.connect(host, ssh);
    testing = runTests(session, tests, options.pause);
    for (let round = 1; round <= options.rounds; round += 1) {
      const asked = new Map([...cells].filter(([index]) => isOpen(found.get(index))));
      if (round > 1 && (asked.size === 0 || Date.now() - started + options.pause > options.deadline)) break;
      if (round > 1) await delay(options.pause);
      const printed = await runOnce(session, host, output, asked, round === 1);
      if (round === 1 && printed.complete) seen = printed;
      for (const [index, cell] of asked) {
        const outcomes = probesOf(index, cell, output).map((probe) => probeOutcome(probe, host, printed));
        found.set(index, { ...cellOutcome(cell, outcomes), attempts: round });
      }
      if (!printed.complete) throw new Error(`${host}: the probe script ended early`);
    }
  } catch (caught) {
    error = (caught as Error).message;
    // Cells that no round has tried fail with the host's error; what is known stays known.
    for (const [index, tried] of found) if (tried.attempts === 0) found.set(index, { ...tried, detail: error });
  }
  const reason = error ?? "the host could not be reached";
  const tested = await (testing ?? [...tests].map(([name, test]) => untriedTest(name, test, reason)));
  session?.close();
  const problem = error === undefined ? {} : { error };
  return {
    host,
    durationMs: Date.now() - started,
    ...problem,
    cells: found,
    ...(seen === undefined ? {} : { seen }),
    tests: tested,
  };
}

function isOpen(tried: Tried | undefined): boolean {
  return tried?.ok !== true && tried?.final !== true;
}

async function runOnce(
  session: SshSession,
  host: string,
  output: FabricOutput,
  cells: ReadonlyMap<number, Cell>,
  state: boolean,
): Promise<ProbeOutput> {
  const probes = [...cells].flatMap(([index, cell]) => probesOf(index, cell, output));
  const plan = { host, probes, state };
  const result = await session.run(probeScript(plan, output), scriptSeconds(plan, output));
  // The first line is missing: the shell never ran, as when sudo asks for a password.
  if (!result.stdout.includes("@begin")) {
    throw new Error(`${host}: the probe script did not start (exit ${String(result.status)}): ${result.stderr.trim()}`);
  }
  return parseProbeOutput(result.stdout);
}
