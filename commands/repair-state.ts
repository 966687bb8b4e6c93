import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheRoot } from "../support/cache";
import { UserError } from "../support/errors";
import type { Progress } from "../support/terminal";
import type { Session } from "./session";
import { findStateFaults } from "./state-faults";
import { readState, type State } from "./state";
import { withoutTwins } from "./state-twins";

/**
 * Repairs a state that the engine would refuse, and keeps a copy of it as it was. Resolves to the state.
 * @param origin what made it so, as a clause after a comma
 * @throws UserError when the state cannot be repaired
 */
export async function repairState(
  session: Pick<Session, "read" | "stack">,
  progress: Progress,
  origin = "which an earlier run left",
): Promise<State> {
  const { text, state } = await readState(session);
  const faults = findStateFaults(state.deployment.resources ?? []);
  if (faults.length === 0) return state;
  const copy = keepCopy("broken-states", session.stack, text);
  progress(`the state of stack ${session.stack} is broken, ${origin}: repairing it; a copy is in ${copy}`);
  const usable = JSON.stringify(withoutUnprovided(withoutTwins(state)));
  // By force, since other faults may be left.
  if (usable !== JSON.stringify(state))
    await session.read(["stack", "import", "--force", "--stack", session.stack], usable);
  await session.read(["state", "repair", "--yes", "--stack", session.stack]);
  const repaired = (await readState(session)).state;
  const left = findStateFaults(repaired.deployment.resources ?? []);
  // An import drops the operations that were under way, which the caller has to look at.
  const { pending_operations: pending } = state.deployment;
  if (left.length === 0) return { ...repaired, deployment: { pending_operations: pending, ...repaired.deployment } };
  const list = left.map((fault) => `- ${fault}`).join("\n");
  throw new UserError(
    `the state of stack ${session.stack} could not be repaired:\n${list}\n` +
      "Correct it with `npm run pulumi -- state edit`, or import an earlier copy with `npm run pulumi -- stack import`",
  );
}

/**
 * The state without resources that were deleted in order to be replaced, and whose provider is gone. The engine's own repair
 * keeps them, and no update can then be run (3.259).
 */
function withoutUnprovided(state: State): State {
  const { resources = [] } = state.deployment;
  const providers = new Set(resources.map(({ urn, id }) => `${urn}::${id ?? ""}`));
  const kept = resources.filter(
    ({ provider, pendingReplacement }) =>
      pendingReplacement !== true || provider === undefined || providers.has(provider),
  );
  return { ...state, deployment: { ...state.deployment, resources: kept } };
}

/**
 * Keeps a copy of a state in a folder of the cache; returns its path. A state may hold secrets, encrypted ones at least: nobody
 * else may read the copy.
 */
export function keepCopy(kind: string, stack: string, text: string): string {
  const folder = join(cacheRoot(), kind);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${stack}-${new Date().toISOString().replaceAll(/[:.]/g, "-")}.json`);
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}
