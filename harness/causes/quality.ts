import { placesOf, type Pair } from "../doctor/places";
import { groupBy } from "../group-by";
import type { Cause } from "./cause";
import { failedOf, pairOf, split, type Way } from "./ways";

/** Milliseconds above which even the fastest answer between two hosts is slow; on one LAN they take a few at most. */
const SLOW = 100;
/** What counts as loss: a first try may fail while neighbours and switches learn. `again`: cells that pass later. */
const LOSS = { attempts: 3, fraction: 0.05, again: 2 };

/**
 * Between which hosts answers take long, and between which some are lost.
 * @param open the ways that no other cause explains
 */
export function qualityCauses(ways: readonly Way[], open: readonly Way[]): Cause[] {
  const between = [...groupBy(open, pairOf)];
  const all = [...groupBy(ways, pairOf).keys()].map(split);
  const slow = between.filter(([, each]) => fastestOf(each) >= SLOW);
  // A late answer counts as none.
  const losing = between.filter((entry) => !slow.includes(entry) && isLossy(entry[1]));
  return [...describe(losing, all, lossCause), ...describe(slow, all, delayCause)];
}

type Between = readonly [pair: string, ways: readonly Way[]];

function describe(
  bad: readonly Between[],
  all: readonly Pair[],
  cause: (place: string, ways: readonly Way[]) => Omit<Cause, "hosts" | "cells">,
): Cause[] {
  const byPair = new Map(bad);
  return placesOf([...byPair.keys()].map(split), all).map(({ place, of }) => {
    const ways = of.flatMap((pair) => byPair.get(pair.join("\0")) ?? []);
    return { ...cause(place, ways), hosts: [...new Set(of.flat())], cells: failedOf(ways) };
  });
}

function lossCause(place: string, ways: readonly Way[]): Omit<Cause, "hosts" | "cells"> {
  const { lost, attempts } = tally(ways);
  const text =
    `${place}: ${Math.round((100 * lost) / attempts)} % of the attempts between hosts got no answer (${lost} of ${attempts}), ` +
    "at random: failed attempts succeed when repeated. Frames are lost on the way: a cable, an overloaded link or machine, " +
    "or traffic shaping. `npm run doctor` counts them.";
  return { kind: "loss", text };
}

function delayCause(place: string, ways: readonly Way[]): Omit<Cause, "hosts" | "cells"> {
  const text =
    `${place}: answers between hosts take ${Math.round(fastestOf(ways))} ms or more: a tunnel or a slow link, traffic shaping, ` +
    "or an overloaded machine. An answer that comes too late counts as none. `npm run doctor` measures the delay.";
  return { kind: "delay", text };
}

function isLossy(ways: readonly Way[]): boolean {
  const { lost, attempts } = tally(ways);
  const again = ways.filter(({ reached, cell }) => reached && cell.attempts > 1).length;
  return again >= LOSS.again && lost >= LOSS.attempts && lost / attempts >= LOSS.fraction;
}

function tally(ways: readonly Way[]): { lost: number; attempts: number } {
  const attempts = ways.reduce((sum, { cell }) => sum + cell.attempts, 0);
  return { attempts, lost: attempts - ways.filter(({ reached }) => reached).length };
}

/** The shortest round trip, in milliseconds; 0 without any. A slow way delays every answer, loss only those asked for again. */
function fastestOf(ways: readonly Way[]): number {
  const times = ways.flatMap(({ reached, cell }) => (reached ? (cell.rttMs ?? []) : []));
  return times.length === 0 ? 0 : Math.min(...times);
}
