import type { Progress } from "../support/terminal";
import { findLeftovers, keepLeftovers, removeLeftovers } from "./leftovers";
import { withLocksReleased } from "./release-locks";
import { repairState } from "./repair-state";
import type { Session } from "./session";
import type { State } from "./state";

type Repaired = Pick<Session, "read" | "stack" | "isShared">;

/**
 * Repairs what an interrupted run left behind: the lock of a process that is gone, operations whose outcome the state does not
 * record, and a state that the engine would refuse. Docker networks and containers of such operations are removed from their
 * host, so that they can be created again under their fixed names; all other operations converge when they are repeated.
 * Resolves to the state.
 * @throws StackLocked while another run is active: its operations are under way, not lost
 */
export async function repairInterrupted(session: Repaired, progress: Progress): Promise<State> {
  return withLocksReleased(session, progress, () => repair(session, progress));
}

async function repair(session: Repaired, progress: Progress): Promise<State> {
  const state = await repairState(session, progress);
  if ((state.deployment.pending_operations ?? []).length > 0) {
    // Forgets these operations, and is refused while another run is active.
    await session.read(["stack", "import", "--stack", session.stack], JSON.stringify(state));
    keepLeftovers(session.stack, findLeftovers(state));
    state.deployment.pending_operations = [];
  }
  await removeLeftovers(session.stack, state, progress);
  return state;
}
