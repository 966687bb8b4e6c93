import type { Progress } from "../support/terminal";
import { withLocksReleased } from "./release-locks";
import { keepLeftovers, toLeftovers } from "./leftovers";
import { repairState } from "./repair-state";
import { INTERRUPTED, type Session } from "./session";
import type { State } from "./state";
import type { Patience, UpdateSteps } from "./stalled-update";
import { runWatched, type Blocked, type Watched } from "./watched-run";

/** What makes a state broken at the end of a run, for `repairState`. */
export const ORIGIN = "since what has failed still refers to what was removed";

/**
 * Enough for a program that computes for a while, and for a login to a host that is busy with others: a hundred at once take
 * minutes.
 */
const PATIENCE: Patience = { quiet: 15, command: (seconds) => seconds + 300 };

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
  const { exitCode, blocked, steps } = isUnconfirmed ? await confirm(run, progress) : first;
  const lost = [...first.steps.lost, ...steps.lost];
  if (blocked !== undefined && exitCode !== INTERRUPTED)
    lost.push(...(await updateRest(session, args, blocked, progress, patience)));
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
  { urns, why }: Blocked,
  progress: Progress,
  patience: Patience,
): Promise<UpdateSteps["lost"]> {
  // Targets and exclusions are not allowed in one run.
  const isTargeted = args.some((arg) => arg.startsWith("--target"));
  progress(`${why}: ${isTargeted ? "the next run does what is left" : "continuing with everything else"}`);
  if (isTargeted) return [];
  const state = await repairState(session, progress, ORIGIN);
  const excluded = causesOf(urns, state.deployment.resources ?? []).flatMap((urn) => ["--exclude", urn]);
  const all = [...args, ...excluded, "--exclude-dependents"];
  const { blocked, steps } = await withLocksReleased(session, progress, () =>
    runWatched(session, all, progress, patience),
  );
  if (blocked !== undefined) progress(`${blocked.why}: the next run does what is left`);
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
