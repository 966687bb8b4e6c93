import { setTimeout as delay } from "node:timers/promises";
import { renderWatch, type WatchLine } from "../../host/watch";
import type { Connect, SshSession, SshTarget } from "../ssh";
import { joinHeard, readWatch, type Arrived, type Heard } from "./read-watch";

/** Seconds after which a host stops asking by itself, if its session was never closed. */
const LIMIT = 4 * 60 * 60;
/** Milliseconds before another try after a lost session. */
const PAUSE = 1000;

/** A host that asks for addresses until it is stopped. */
export interface Watch {
  readonly host: string;
  /** Resolves when it asks, or cannot. */
  readonly ready: Promise<void>;
  heard(): Heard;
  /** Why it last did not ask. */
  problem(): string | undefined;
  stop(): Promise<void>;
}

/** The time, in seconds of this machine's clock. */
export function clock(): number {
  return performance.now() / 1000;
}

/** Has a host ask for addresses. A session that breaks, as when the host restarts, is opened anew. */
export function watchHost(host: string, target: SshTarget, lines: readonly WatchLine[], connect: Connect): Watch {
  const parts: Arrived[][] = [];
  let session: SshSession | undefined;
  let problem: string | undefined;
  const stopped = new AbortController();
  const isStopped = (): boolean => stopped.signal.aborted;
  let begin: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => (begin = resolve));
  const once = async (): Promise<void> => {
    session = await connect(host, target);
    if (isStopped()) return;
    const part: Arrived[] = [];
    parts.push(part);
    const { stderr } = await session.run(
      renderWatch(lines, LIMIT),
      LIMIT,
      inLines((text) => {
        part.push({ text, at: clock() });
        if (text.startsWith("@alive")) begin();
      }),
    );
    throw new Error(`${host}: ${stderr.trim().split("\n").at(-1) ?? "the watching script ended"}`);
  };
  const watching = (async () => {
    while (!isStopped()) {
      try {
        await once();
      } catch (error) {
        if (!isStopped()) problem = (error as Error).message;
      } finally {
        session?.close();
        begin();
      }
      if (!isStopped()) await delay(PAUSE, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  })();
  return {
    ...{ host, ready },
    heard: () => joinHeard(parts.map(readWatch)),
    problem: () => problem,
    stop: async () => {
      stopped.abort();
      session?.close();
      await watching;
    },
  };
}

/** Cuts what comes in pieces into lines. */
export function inLines(take: (line: string) => void): (piece: string) => void {
  let rest = "";
  return (piece) => {
    const lines = `${rest}${piece}`.split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(take);
  };
}
