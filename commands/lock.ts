import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { identifyProcess } from "../lab/guest/record";
import { cacheRoot } from "../support/cache";
import { UserError } from "../support/errors";

/** A lock of a stack, as its error message names it. */
export interface Lock {
  readonly user: string;
  readonly hostname: string;
  readonly pid: number;
  /** When it was made, in RFC 3339. */
  readonly since: string;
}

/** How the CLI begins its report of locks (`checkForLock` in its `pkg/backend/diy/lock.go`). */
export const LOCKED = /^.*the stack is currently locked by \d+ lock/m;

/** The locks in what the CLI has printed. */
export function parseLocks(text: string): Lock[] {
  const found = text.matchAll(/: created by (\S+)@(\S+) \(pid (\d+)\) at (\S+)/g);
  return [...found].map(([, user = "", host = "", pid = "", since = ""]) => ({
    user,
    hostname: host,
    pid: Number(pid),
    since,
  }));
}

/** The stack is locked by other runs. */
export class StackLocked extends UserError {
  constructor(
    stack: string,
    readonly locks: readonly Lock[],
  ) {
    const list = locks.map(
      ({ user, hostname: host, pid, since }) => `- ${user} on ${host}, process ${pid}, since ${since}`,
    );
    super(
      `stack ${stack} is locked by another run:\n${list.join("\n")}\n` +
        "Wait until it has ended. If it is certain that it has, which cannot be seen from here, release the stack with " +
        `\`npm run pulumi -- cancel --stack ${stack} --yes\`, and run this again`,
    );
  }
}

/** Remembers that a CLI runs on this machine, so that its lock is known should it be killed; the result forgets it. */
export function recordRun(pid: number | undefined): () => void {
  if (pid === undefined) return () => undefined;
  mkdirSync(dirname(runFile(pid)), { recursive: true });
  writeFileSync(runFile(pid), "");
  return () => {
    forgetRun(pid);
  };
}

/**
 * Whether a lock was left by a process of this machine that is gone. Where others share the store, the name of the host is
 * not enough, since machines may have the same: it must be a run that was started here.
 */
export function isLeft({ hostname: host, pid }: Lock, isShared: boolean): boolean {
  if (host !== hostname() || identifyProcess(pid) !== undefined) return false;
  return !isShared || existsSync(runFile(pid));
}

/** Forgets a run that has left its lock. */
export function forgetRun(pid: number): void {
  rmSync(runFile(pid), { force: true });
}

function runFile(pid: number): string {
  return join(cacheRoot(), "runs", String(pid));
}
