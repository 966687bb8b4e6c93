import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statfsSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import lockfile from "proper-lockfile";
import { messageOf, UserError } from "./errors";
import type { Progress } from "./terminal";

/** The folder of everything that this project keeps on the user's machine: `$XDG_CACHE_HOME/macvlan-fabric`. */
export function cacheRoot(): string {
  const base = process.env["XDG_CACHE_HOME"];
  return join(base !== undefined && base !== "" ? base : join(homedir(), ".cache"), "macvlan-fabric");
}

export interface CacheEntry {
  /** Folder below the cache root, such as `image` or `engine`. */
  readonly kind: string;
  /** Names the content: it is derived from everything that the content is made of. */
  readonly key: string;
  /** Bytes of free disk space that building needs. */
  readonly needBytes: number;
  /** Fills the given empty folder. If it fails, what it has written is discarded. */
  build(folder: string): Promise<void>;
}

/** Whether an entry is complete, without building it. */
export function isCached(entry: Pick<CacheEntry, "kind" | "key">): boolean {
  return existsSync(join(cacheRoot(), entry.kind, entry.key));
}

/**
 * The folder of a cache entry, built first if it is missing. A build happens in a folder of its own that is renamed when
 * complete, so an interrupted build never counts; two processes that need the same entry share one build.
 */
export async function cached(entry: CacheEntry, progress: Progress): Promise<string> {
  const parent = join(cacheRoot(), entry.kind);
  const target = join(parent, entry.key);
  if (existsSync(target)) return target;
  makeFolder(parent);
  const release = await lock(parent, entry.key, `another process is building ${entry.kind} ${entry.key}`, progress);
  try {
    if (existsSync(target)) return target;
    const unfinished = `.building-${entry.key}-`;
    removeUnfinished(parent, unfinished);
    requireSpace(parent, entry.needBytes);
    // A new name: processes that an interrupted build left running cannot write into it.
    const folder = mkdtempSync(join(parent, unfinished));
    chmodSync(folder, 0o755);
    try {
      await entry.build(folder);
      renameSync(folder, target);
    } catch (error) {
      removeUnfinished(parent, basename(folder));
      throw explainFullDisk(error, parent);
    }
    return target;
  } finally {
    await release();
  }
}

/** Runs work that only one process may do at a time, named by a path below the cache root. */
export async function exclusively<T>(name: string, progress: Progress, work: () => Promise<T>): Promise<T> {
  const place = join(cacheRoot(), name);
  makeFolder(dirname(place));
  const release = await lock(dirname(place), basename(place), `another process is working on ${name}`, progress);
  try {
    return await work();
  } finally {
    await release();
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new UserError(
      `cache folder ${path} cannot be created (${String((error as NodeJS.ErrnoException).code)}): ` +
        `set XDG_CACHE_HOME to a folder that you can write to`,
    );
  }
}

async function lock(parent: string, key: string, held: string, progress: Progress): Promise<() => Promise<void>> {
  const options = { lockfilePath: join(parent, `${key}.lock`), realpath: false, stale: 15_000, update: 3_000 };
  for (let waited = 0; ; waited += 1) {
    try {
      return await lockfile.lock(join(parent, key), options);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ELOCKED") throw error;
      // Most waits are too short to be worth a line.
      if (waited % 10 === 2) progress(`${held}: waiting for it`);
      await new Promise((resume) => setTimeout(resume, 1_000));
    }
  }
}

/** Removes what a failed or killed build left. If part of that build is still writing, the next build removes the rest. */
function removeUnfinished(parent: string, prefix: string): void {
  for (const found of readdirSync(parent)) {
    if (!found.startsWith(prefix)) continue;
    try {
      rmSync(join(parent, found), { recursive: true, force: true });
    } catch {
      // Harmless: every build has a folder of its own.
    }
  }
}

function requireSpace(parent: string, needBytes: number): void {
  const disk = statfsSync(parent);
  const free = disk.bavail * disk.bsize;
  if (free >= needBytes) return;
  throw new UserError(
    `not enough disk space for the cache in ${parent}: ${gib(needBytes)} needed, ${gib(free)} free. ` +
      `Free some space, or set XDG_CACHE_HOME to a larger disk`,
  );
}

function explainFullDisk(error: unknown, parent: string): unknown {
  const text = messageOf(error);
  if (!/ENOSPC|No space left on device/i.test(text)) return error;
  return new UserError(
    `the disk of the cache folder ${parent} is full: free some space, or set XDG_CACHE_HOME to a larger disk`,
  );
}

function gib(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
