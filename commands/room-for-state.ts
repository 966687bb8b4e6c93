import { rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../support/errors";
import type { Progress } from "../support/terminal";
import { backendFolder, type Session } from "./session";

/** Bytes that are held back during a run: enough for the state of thousands of resources, twice. */
const RESERVE = 8 * 1024 * 1024;

/** Milliseconds between looks at the disk. The engine tries to write for half a minute. */
const PAUSE = 250;

/**
 * Does something that writes the state, and holds room for it on its disk. An engine that cannot write all of a state leaves
 * a part of it in the place of the whole, and tries again (`saveCheckpoint` in its `pkg/backend/diy/state.go`, 3.259): when the
 * disk fills up, that room is given to it, and the signal tells the work to end.
 * @throws UserError when there is no room to begin with
 */
export async function withRoomForState<Result>(
  session: Pick<Session, "env" | "stack">,
  progress: Progress,
  work: (full: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const folder = backendFolder(session);
  const full = new AbortController();
  if (folder === undefined) return work(full.signal);
  const reserve = join(folder, `.reserve-${session.stack}`);
  holdBack(reserve, folder);
  const watching = setInterval(() => {
    if (full.signal.aborted || freeBytes(folder) > RESERVE / 8) return;
    rmSync(reserve, { force: true });
    progress(
      `the disk with the state (${folder}) is full: ending in order, with a valid state. Make room there, then run the command again`,
    );
    full.abort();
  }, PAUSE);
  try {
    return await work(full.signal);
  } finally {
    clearInterval(watching);
    rmSync(reserve, { force: true });
  }
}

function holdBack(reserve: string, folder: string): void {
  try {
    writeFileSync(reserve, Buffer.alloc(RESERVE, 1));
  } catch (error) {
    rmSync(reserve, { force: true });
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    throw new UserError(
      `the disk with the state (${folder}) has less than ${RESERVE / 1024 / 1024} MiB left, and the state must fit: make room there, then run the command again`,
    );
  }
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
