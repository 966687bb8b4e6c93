import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Progress } from "../support/terminal";
import { withLocksReleased } from "./release-locks";
import { keepLeftovers, toLeftovers } from "./leftovers";
import { keepPolicyFindings } from "./policy-findings";
import { repairState } from "./repair-state";
import { INTERRUPTED, type Session } from "./session";
import type { State } from "./state";
import { withRoomForState } from "./room-for-state";
import { watchForStall, type Patience, type UpdateSteps } from "./stalled-update";

/**
 * What is not concerned by a failure is done all the same. The engine then leaves references in the state to what it has removed
 * (a resource that it skips keeps its old dependencies) and would stop in the middle because of them: they are repaired at the end.
 */
export const GO_ON = ["--continue-on-error", "--disable-integrity-checking"];

/** What makes a state broken at the end of a run, for `repairState`. */
export const ORIGIN = "since what has failed still refers to what was removed";

/**
 * Enough for a program that computes for a while, and for a login to a host that is busy with others: a hundred at once take
 * minutes.
 */
const PATIENCE: Patience = { quiet: 15, command: (seconds) => seconds + 300 };

/** Milliseconds that the engine gets to end in order. */
const END_WITHIN = 10_000;

const FLAGS = ["--yes", "--skip-preview", "--suppress-outputs", ...GO_ON];

type Resource = NonNullable<State["deployment"]["resources"]>[number];
type Updated = Pick<Session, "run" | "read" | "stack" | "isShared" | "env">;

/**
 * Runs `pulumi up`, after releasing a lock that was left. Whatever fails, the rest is done, the run ends, and the state is
 * valid. Resolves to the exit code.
 * @param patience after which a run that does not end by itself is interrupted
 */
export async function update(
  session: Updated,
  args: readonly string[],
  progress: Progress,
  patience = PATIENCE,
): Promise<number> {
  const run = (): Promise<Watched> => runWatched(session, args, progress, patience);
  const first = await withLocksReleased(session, progress, run);
  const isUnconfirmed = first.exitCode !== INTERRUPTED && first.steps.isUnconfirmed;
  const { exitCode, hasStalled, steps } = isUnconfirmed ? await confirm(run, progress) : first;
  const lost = [...first.steps.lost, ...steps.lost];
  // Targets and exclusions are not allowed in one run.
  if (hasStalled && exitCode !== INTERRUPTED && !args.some((arg) => arg.startsWith("--target")))
    lost.push(...(await updateRest(session, args, [...steps.stuck], progress, patience)));
  if (exitCode !== 0) {
    const { resources = [] } = (await repairState(session, progress, ORIGIN)).deployment;
    keepLeftovers(session.stack, toLeftovers(lost, resources));
  }
  return exitCode;
}

/** Runs an update again, which logs in to every host anew that has something left to do. */
async function confirm(run: () => Promise<Watched>, progress: Progress): Promise<Watched> {
  progress("Confirming with new logins that the hosts can still be reached");
  return run();
}

/**
 * Does what the engine did not come to, without what it waits for and what that is replaced for. Resolves to what this may have
 * created although it failed.
 */
async function updateRest(
  session: Updated,
  args: readonly string[],
  stuck: readonly string[],
  progress: Progress,
  patience: Patience,
): Promise<UpdateSteps["lost"]> {
  const names = stuck.map((urn) => urn.split("::").at(-1) ?? "").join(", ");
  progress(`Pulumi could not delete ${names} to make it anew, and waits for that: continuing with everything else`);
  const state = await repairState(session, progress, ORIGIN);
  const excluded = causesOf(stuck, state.deployment.resources ?? []).flatMap((urn) => ["--exclude", urn]);
  const { hasStalled, steps } = await runWatched(
    session,
    [...args, ...excluded, "--exclude-dependents"],
    progress,
    patience,
  );
  if (hasStalled) progress("Pulumi waits again: the next run does what is left");
  return steps.lost;
}

/** The given Docker resources and others of Docker that they depend on, since a replacement begins with the dependents. */
function causesOf(urns: readonly string[], resources: readonly Resource[]): string[] {
  const found = new Set(urns);
  // A set that grows while it is iterated over is iterated to its new end.
  for (const urn of found) {
    const { dependencies } = resources.find((each) => each.urn === urn) ?? {};
    for (const dependency of dependencies ?? []) if (dependency.includes("docker:index/")) found.add(dependency);
  }
  return [...found];
}

interface Watched {
  readonly exitCode: number;
  readonly hasStalled: boolean;
  readonly steps: UpdateSteps;
}

/** Runs an update, and interrupts it when it has stalled, or waits for hosts that hang. */
async function runWatched(
  session: Updated,
  args: readonly string[],
  progress: Progress,
  patience: Patience,
): Promise<Watched> {
  const folder = mkdtempSync(join(tmpdir(), "macvlan-fabric-update-"));
  const log = join(folder, "events.jsonl");
  const [stall, hang] = [new AbortController(), new AbortController()];
  const onStall = (): void => {
    stall.abort();
  };
  const onHang = (commands: readonly string[]): void => {
    const names = commands.join(", ");
    progress(
      `${names}: the host takes connections but has not answered in time: stopping; run this again once it does`,
    );
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
    return { exitCode, hasStalled: stall.signal.aborted, steps: stopWatching() };
  } finally {
    stopWatching();
    rmSync(folder, { recursive: true, force: true });
  }
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
