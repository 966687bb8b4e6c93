import { setTimeout as delay } from "node:timers/promises";
import { advice, type Evidence } from "./advice";
import type { FabricOutput } from "./contract";
import { cellOutcome, probeOutcome, type Outcome } from "./outcome";
import { parseProbeOutput, type ProbeOutput } from "./probe-output";
import { probeScript, scriptSeconds } from "./probe-script";
import { hostOf, probesOf, type Cell } from "./probes";
import { conclude, type CellReport, type Report } from "./report";
import { connectSsh, type Connect, type SshSession } from "./ssh";
import { compareState } from "./state";
import type { StateItem } from "./state-item";

export interface VerifyOptions {
  /** How to log in to a host. Default: ssh with the pinned host key. */
  readonly connect?: Connect;
  /** How often a cell is probed at most. Default: 3. */
  readonly rounds?: number;
  /** Milliseconds between rounds, in which neighbours and switches learn. Default: 1000. */
  readonly pause?: number;
  /** Milliseconds after the start until which a further round may begin. Default: 60,000. */
  readonly deadline?: number;
}

type Options = Required<VerifyOptions>;

/** What is known about a cell so far. */
type Tried = Outcome & { readonly ok: boolean; readonly attempts: number };

interface HostFindings {
  readonly host: string;
  readonly durationMs: number;
  readonly error?: string;
  readonly cells: ReadonlyMap<number, Tried>;
  readonly state: readonly StateItem[];
}

/**
 * Proves a stack from inside its hosts and containers: all hosts at once, with one login each; what fails is tried again over
 * the same login. A host that fails affects only its own cells. Nothing on the hosts is changed.
 */
export async function verify(output: FabricOutput, options: VerifyOptions = {}): Promise<Report> {
  const started = Date.now();
  const settings: Options = { connect: connectSsh, rounds: 3, pause: 1000, deadline: 60_000, ...options };
  // Without a cell there is nothing to prove, and no reason to log in.
  const hosts = output.reachability.length === 0 ? [] : Object.keys(output.hosts);
  const found = await Promise.all(hosts.map((host) => verifyHost(host, output, settings)));
  const state = found.flatMap((host) => host.state);
  const broken = new Set(found.flatMap(({ host, error }) => (error === undefined ? [] : [host])));
  return conclude({
    stack: output.stack,
    started: new Date(started).toISOString(),
    durationMs: Date.now() - started,
    hosts: Object.fromEntries(
      found.map(({ host, durationMs, error }) => {
        const address = output.hosts[host]?.address ?? "";
        return [host, { address, durationMs, ...(error === undefined ? {} : { error }) }];
      }),
    ),
    cells: output.reachability.map((cell, index) => {
      const tried = found.find(({ host }) => host === hostOf(cell, output))?.cells.get(index);
      return toReport(cell, tried ?? { ...UNTRIED, attempts: 0 }, output, { state, broken });
    }),
    state,
  });
}

const UNTRIED = { observed: "not probed", detail: "no host tried this cell", ok: false } as const;

async function verifyHost(host: string, output: FabricOutput, options: Options): Promise<HostFindings> {
  const started = Date.now();
  const cells = new Map<number, Tried>();
  output.reachability.forEach((cell, index) => {
    if (hostOf(cell, output) === host) cells.set(index, { ...UNTRIED, attempts: 0 });
  });
  const state: StateItem[] = [];
  let error: string | undefined;
  let session: SshSession | undefined;
  try {
    const ssh = output.hosts[host]?.ssh;
    if (ssh === undefined) throw new Error(`${host}: is missing from the stack output`);
    session = await options.connect(host, ssh);
    await runRounds(session, host, output, options, started, cells, state);
  } catch (caught) {
    error = (caught as Error).message;
    // Cells that no round has tried fail with the host's error; what is known stays known.
    for (const [index, tried] of cells) if (tried.attempts === 0) cells.set(index, { ...tried, detail: error });
  } finally {
    session?.close();
  }
  return { host, durationMs: Date.now() - started, ...(error === undefined ? {} : { error }), cells, state };
}

async function runRounds(
  session: SshSession,
  host: string,
  output: FabricOutput,
  { rounds, pause, deadline }: Options,
  started: number,
  cells: Map<number, Tried>,
  state: StateItem[],
): Promise<void> {
  for (let round = 1; round <= rounds; round += 1) {
    const open = [...cells].filter(([, tried]) => !tried.ok && tried.final !== true).map(([index]) => index);
    if (round > 1 && (open.length === 0 || Date.now() - started + pause > deadline)) return;
    if (round > 1) await delay(pause);
    const seen = await runOnce(session, host, output, open, round === 1);
    if (round === 1 && seen.complete) state.push(...compareState(host, output, seen));
    for (const index of open) cells.set(index, judge(index, round, host, output, seen));
    if (!seen.complete) throw new Error(`${host}: the probe script ended early`);
  }
}

async function runOnce(
  session: SshSession,
  host: string,
  output: FabricOutput,
  open: readonly number[],
  state: boolean,
): Promise<ProbeOutput> {
  const probes = open.flatMap((index) => probesOf(index, cellAt(index, output), output));
  const plan = { host, probes, state };
  const result = await session.run(probeScript(plan, output), scriptSeconds(plan));
  const seen = parseProbeOutput(result.stdout);
  // The first line is missing: the shell never ran, as when sudo asks for a password.
  if (!result.stdout.includes("@begin")) {
    throw new Error(`${host}: the probe script did not start (exit ${String(result.status)}): ${result.stderr.trim()}`);
  }
  return seen;
}

function judge(index: number, round: number, host: string, output: FabricOutput, seen: ProbeOutput): Tried {
  const cell = cellAt(index, output);
  const outcomes = probesOf(index, cell, output).map((probe) => probeOutcome(probe, host, seen));
  return { ...cellOutcome(cell, outcomes, plannedMac(cell, output)), attempts: round };
}

function plannedMac(cell: Cell, output: FabricOutput): string | undefined {
  const attach = cell.to.kind === "container" ? output.containers[cell.to.name]?.attach : undefined;
  return Object.values(attach ?? {}).find(({ address }) => address === cell.address)?.mac;
}

function cellAt(index: number, output: FabricOutput): Cell {
  const cell = output.reachability[index];
  if (cell === undefined) throw new Error(`there is no cell ${index}`);
  return cell;
}

function toReport(cell: Cell, tried: Tried, output: FabricOutput, evidence: Omit<Evidence, "macs">): CellReport {
  const { observed, ok, attempts, rttMs, macs, detail } = tried;
  return {
    ...cell,
    observed,
    ok,
    attempts,
    ...(rttMs === undefined ? {} : { rttMs }),
    ...(macs === undefined ? {} : { macs: [...macs] }),
    ...(ok || detail === undefined ? {} : { error: detail }),
    // Advice is for what was observed; the error of a probe that did not run already says what is wrong.
    ...(ok || observed === "not probed" ? {} : { advice: advice(cell, output, { ...evidence, macs: macs ?? [] }) }),
  };
}
