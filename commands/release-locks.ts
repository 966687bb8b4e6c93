import type { Progress } from "../support/terminal";
import { forgetRun, isLeft, StackLocked } from "./lock";
import type { Session } from "./session";

/** Does something with a stack, after releasing it if all its locks were left by processes of this machine that are gone. */
export async function withLocksReleased<T>(
  session: Pick<Session, "read" | "stack" | "isShared">,
  progress: Progress,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StackLocked) || !error.locks.every((lock) => isLeft(lock, session.isShared))) throw error;
    progress("an earlier run ended without releasing the stack: releasing it");
    await session.read(["cancel", "--yes", "--stack", session.stack]);
    for (const { pid } of error.locks) forgetRun(pid);
    return work();
  }
}
