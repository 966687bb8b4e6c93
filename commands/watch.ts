import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { FabricOutput } from "../harness/contract";
import type { Report } from "../harness/report";
import { Sessions } from "../harness/testing/sessions";
import { verify } from "../harness/verify";
import { roundOf } from "../harness/watching/round";
import { roundLine, watchRound, type Watched } from "../harness/watching/watched";
import { replaceFile } from "../support/replace-file";
import { print, say, startProgress } from "../support/terminal";
import { findFabric } from "./read-fabric";
import { openSession } from "./session";
import { notUp } from "./stack-file";
import { reportFiles } from "./verify";
import { startView, type View } from "./watch-view";

export interface WatchOptions {
  /** Seconds from the beginning of a round to that of the next; a round that takes longer delays it. */
  readonly every: number;
  /** Seconds after which no further round begins. Default: never. */
  readonly for?: number;
}

/**
 * Verifies a stack again and again until Ctrl-C, and resolves to the exit code of the last round. Each round is a line of
 * `watch.jsonl` in the report folder, and `verify.json` is its report. Logins are kept between rounds.
 */
export async function watch(stack: string, options: WatchOptions): Promise<number> {
  const session = await openSession(stack, startProgress());
  const fabric = await findFabric(session);
  if (fabric === undefined) {
    say(`error: ${notUp(stack).message}`);
    return 2;
  }
  const { folder, json } = reportFiles(stack);
  mkdirSync(folder, { recursive: true });
  const keep = (report: Report, watched: Watched): void => {
    replaceFile(json, `${JSON.stringify(report, null, 2)}\n`);
    appendFileSync(join(folder, "watch.jsonl"), `${roundLine(watched)}\n`);
  };
  const view = startView(stack);
  const last = await untilInterrupted((stop) => repeat(withoutPatience(fabric), options, { view, keep, stop })).finally(
    () => {
      view.close();
    },
  );
  if (last === undefined) return 2;
  print(view.summary(last));
  say(`Every round: ${join(folder, "watch.jsonl")}`);
  return last.last.exitCode;
}

/** A test that fails is tried again by the next round. */
function withoutPatience({ tests = {}, ...output }: FabricOutput): FabricOutput {
  const once = Object.entries(tests).map(([name, test]) => [name, { ...test, within: 0 }] as const);
  return once.length === 0 ? output : { ...output, tests: Object.fromEntries(once) };
}

interface Watching {
  readonly view: View;
  /** Writes a round down. */
  readonly keep: (report: Report, watched: Watched) => void;
  readonly stop: AbortSignal;
}

/** Resolves to what the last round showed, which was not interrupted. */
async function repeat(
  output: FabricOutput,
  options: WatchOptions,
  { view, keep, stop }: Watching,
): Promise<Watched | undefined> {
  const sessions = new Sessions(output);
  const end = options.for === undefined ? Infinity : Date.now() + options.for * 1000;
  let watched: Watched | undefined;
  do {
    const next = Date.now() + options.every * 1000;
    const running = verify(output, { connect: sessions.connect });
    const report = await Promise.race([running, aborted(stop)]);
    if (report === undefined) {
      // Without its logins it ends soon; one that was being made is closed after it.
      sessions.close();
      await running;
      break;
    }
    watched = watchRound(watched, roundOf(report, output));
    keep(report, watched);
    view.show(watched, next);
    if (next >= end) break;
    await delay(Math.max(0, next - Date.now()), undefined, { signal: stop }).catch(() => undefined);
    if (!stop.aborted) view.begin();
  } while (!stop.aborted);
  sessions.close();
  return watched;
}

async function aborted(signal: AbortSignal): Promise<undefined> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => {
      resolve();
    });
  });
  return undefined;
}

/** Ctrl-C ends it in order; a second one ends the process. */
async function untilInterrupted<T>(work: (stop: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => {
    controller.abort();
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    return await work(controller.signal);
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}
