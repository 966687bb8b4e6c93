import { setTimeout as delay } from "node:timers/promises";
import type { FabricOutput } from "../contract";
import { connectSsh, type Connect } from "../ssh";
import { chooseSources, type Touched } from "./choose-sources";
import type { DarkTime } from "./dark-time-report";
import { pairEndpoints, type Places } from "./endpoints";
import { judgeDarkTime } from "./judge-dark-time";
import { clock, watchHost, type Watch } from "./watch-host";

/** A change, and what is known of it beforehand. */
export interface Change<Result> {
  readonly before: FabricOutput;
  readonly after: Places;
  readonly touched: Touched;
  /** Why it makes a container dark, by name. */
  readonly whys: ReadonlyMap<string, string>;
  run(): Promise<Result>;
  /** Seconds to wait at most, after it has run, for what does not answer yet. Default: 10. */
  readonly patience?: number;
  readonly connect?: Connect;
}

/** How long a host's login may take, in milliseconds: after the first one, a host that restarts is tried again and again. */
const LOGIN_LIMIT = 10_000;
const PATIENCE = 10;

/** Runs a change while hosts of the stack ask ten times a second for every address that it has before or afterwards. */
export async function measureDarkTime<Result>(
  change: Change<Result>,
): Promise<{ result: Result; darkTime: DarkTime; problems: string[] }> {
  const { before, after, touched, whys, patience = PATIENCE } = change;
  const connect: Connect = change.connect ?? ((host, target) => connectSsh(host, target, LOGIN_LIMIT));
  const endpoints = pairEndpoints(before, after);
  const plan = chooseSources(endpoints, touched, new Set(Object.keys(before.hosts)));
  const watches = [...plan.lines].flatMap(([host, lines]) => {
    const target = before.hosts[host]?.ssh;
    return target === undefined ? [] : [watchHost(host, target, lines, connect)];
  });
  try {
    await Promise.all(watches.map(({ ready }) => ready));
    const from = clock();
    const result = await change.run();
    const expected = endpoints.flatMap(({ after: spot }) =>
      spot === undefined ? [] : [plan.sourcesOf(spot).map((source) => [source, plan.idOf(source, spot)] as const)],
    );
    await untilAnswering(watches, expected, patience);
    const to = clock();
    // What was asked before the end is answered, and printed.
    await delay(500);
    await Promise.all(watches.map((watch) => watch.stop()));
    const heard = new Map(watches.map((watch) => [watch.host, watch.heard()]));
    const measured = { plan, heard, change: { from, to } };
    return {
      result,
      darkTime: judgeDarkTime(endpoints, touched, measured, whys),
      problems: watches.flatMap((watch) => watch.problem() ?? []),
    };
  } finally {
    await Promise.all(watches.map((watch) => watch.stop()));
  }
}

/** @param expected for each address that must answer, by which hosts and under which ids it is asked for */
async function untilAnswering(
  watches: readonly Watch[],
  expected: readonly (readonly (readonly [string, string])[])[],
  seconds: number,
): Promise<void> {
  const end = clock() + seconds;
  while (clock() < end) {
    const answering = new Map(watches.map((watch) => [watch.host, watch.heard().answering]));
    const open = expected.filter((ways) => !ways.some(([source, id]) => answering.get(source)?.has(id) === true));
    if (open.every((ways) => ways.length === 0)) return;
    await delay(500);
  }
}
