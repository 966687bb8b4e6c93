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
import { watchForStall, type UpdateSteps } from "./stalled-update";

/**
 * What is not concerned by a failure is done all the same. The engine then leaves references in the state to what it has removed
 * (a resource that it skips keeps its old dependencies) and would stop in the middle because of them: they are repaired at the end.
 */
export const GO_ON = ["--continue-on-error", "--disable-integrity-checking"];

/** What makes a state broken at the end of a run, for `repairState`. */
export const ORIGIN = "since what has failed still refers to what was removed";

/** Enough for a program that computes for a while. */
const QUIET = 15;

const FLAGS = ["--yes", "--skip-preview", "--suppress-outputs", ...GO_ON];

type Resource = NonNullable<State["deployment"]["resources"]>[number];
type Updated = Pick<Session, "run" | "read" | "stack" | "isShared" | "env">;

/**
 * Runs `pulumi up`, after releasing a lock that was left. Whatever fails, the rest is done, the run ends, and the state is
 * valid. Resolves to the exit code.
 * @param quiet seconds without anything under way after which a run that cannot end by itself is interrupted
 */
export async function update(
  session: Updated,
  args: readonly string[],
  progress: Progress,
  quiet = QUIET,
): Promise<number> {
  const run = (): Promise<Watched> => runWatched(session, args, progress, quiet);
  const first = await withLocksReleased(session, progress, run);
  const isUnconfirmed = first.exitCode !== INTERRUPTED && first.steps.isUnconfirmed;
  const { exitCode, hasStalled, steps } = isUnconfirmed ? await confirm(run, progress) : first;
  const lost = [...first.steps.lost, ...steps.lost];
  // Targets and exclusions are not allowed in one run.
  if (hasStalled && exitCode !== INTERRUPTED && !args.some((arg) => arg.startsWith("--target")))
    lost.push(...(await updateRest(session, args, [...steps.stuck], progress, quiet)));
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
  quiet: number,
): Promise<UpdateSteps["lost"]> {
  const names = stuck.map((urn) => urn.split("::").at(-1) ?? "").join(", ");
  progress(`Pulumi could not delete ${names} to make it anew, and waits for that: continuing with everything else`);
  const state = await repairState(session, progress, ORIGIN);
  const excluded = causesOf(stuck, state.deployment.resources ?? []).flatMap((urn) => ["--exclude", urn]);
  const { hasStalled, steps } = await runWatched(
    session,
    [...args, ...excluded, "--exclude-dependents"],
    progress,
    quiet,
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

/** Runs an update, and interrupts it when it has stalled. */
async function runWatched(
  session: Updated,
  args: readonly string[],
  progress: Progress,
  quiet: number,
): Promise<Watched> {
  const folder = mkdtempSync(join(tmpdir(), "macvlan-fabric-update-"));
  const log = join(folder, "events.jsonl");
  const stall = new AbortController();
  const onStall = (): void => {
    stall.abort();
  };
  const stopWatching = watchForStall(log, onStall, quiet);
  try {
    const all = ["up", ...FLAGS, ...args, "--event-log", log, "--stack", session.stack];
    const exitCode = await withRoomForState(session, progress, (full) =>
      session.run(all, AbortSignal.any([stall.signal, full])),
    );
    keepPolicyFindings(session.stack, log);
    return { exitCode, hasStalled: stall.signal.aborted, steps: stopWatching() };
  } finally {
    stopWatching();
    rmSync(folder, { recursive: true, force: true });
  }
}
