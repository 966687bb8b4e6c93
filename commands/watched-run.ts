import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Progress } from "../support/terminal";
import { keepPolicyFindings } from "./policy-findings";
import { withRoomForState } from "./room-for-state";
import type { Session } from "./session";
import { watchForStall, type Patience, type UpdateSteps } from "./stalled-update";

/**
 * What is not concerned by a failure is done all the same. The engine then leaves references in the state to what it has removed
 * (a resource that it skips keeps its old dependencies) and would stop in the middle because of them: they are repaired at the end.
 */
export const GO_ON = ["--continue-on-error", "--disable-integrity-checking"];

/** Milliseconds that the engine gets to end in order. */
const END_WITHIN = 10_000;

const FLAGS = ["--yes", "--skip-preview", "--suppress-outputs", ...GO_ON];

/** What a run could not end for. */
export interface Blocked {
  /** The resources that the engine waits for. */
  readonly urns: readonly string[];
  readonly why: string;
}

export interface Watched {
  readonly exitCode: number;
  readonly blocked?: Blocked | undefined;
  readonly steps: UpdateSteps;
}

/** Runs an update, and interrupts it when it has stalled, or waits for hosts that hang. */
export async function runWatched(
  session: Pick<Session, "run" | "stack" | "env">,
  args: readonly string[],
  progress: Progress,
  patience: Patience,
): Promise<Watched> {
  const folder = mkdtempSync(join(tmpdir(), "macvlan-fabric-update-"));
  const log = join(folder, "events.jsonl");
  const [stall, hang] = [new AbortController(), new AbortController()];
  let hung: readonly string[] = [];
  const onStall = (): void => {
    stall.abort();
  };
  const onHang = (commands: readonly string[]): void => {
    hung = commands;
    hang.abort();
  };
  const stopWatching = watchForStall(log, { onStall, onHang }, patience);
  try {
    const all = ["up", ...FLAGS, ...args, "--event-log", log, "--stack", session.stack];
    const exitCode = await withRoomForState(session, progress, (full) => {
      const interrupts = AbortSignal.any([stall.signal, hang.signal, full]);
      return session.run(all, interrupts, delayed(hang.signal, END_WITHIN));
    });
    keepPolicyFindings(session.stack, log);
    const steps = stopWatching();
    return { exitCode, blocked: stall.signal.aborted ? stuck(steps) : hanging(hung), steps };
  } finally {
    stopWatching();
    rmSync(folder, { recursive: true, force: true });
  }
}

function stuck(steps: UpdateSteps): Blocked {
  const urns = [...steps.stuck];
  return { urns, why: `Pulumi could not delete ${namesOf(urns)} to make it anew, and waits for that` };
}

function hanging(urns: readonly string[]): Blocked | undefined {
  const why = `Pulumi waits for ${namesOf(urns)}, whose host accepts connections but does not answer`;
  return urns.length === 0 ? undefined : { urns, why };
}

function namesOf(urns: readonly string[]): string {
  return urns.map((urn) => urn.split("::").at(-1) ?? "").join(", ");
}

/** The same signal, later: the engine waits for what is under way when it is interrupted, even if that never ends. */
function delayed(signal: AbortSignal, milliseconds: number): AbortSignal {
  const later = new AbortController();
  const abort = (): void => {
    later.abort();
  };
  signal.addEventListener("abort", () => setTimeout(abort, milliseconds).unref());
  return later.signal;
}
