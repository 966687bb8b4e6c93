import { ROUNDS } from "../../host/doctor";
import { placesOf, type Pair } from "./places";
import type { Finding, Result } from "./result";

/** Milliseconds to another host and back above which the way is slow; on one LAN it takes less than one. */
const SLOW = 100;
/** What counts as loss: a switch that is learning may drop a frame or two. */
const LOSS = { frames: 3, fraction: 0.05 };

/** Which pairs of hosts lose frames now and then, and between which they are late. */
export function qualityFindings(results: readonly Result[]): Finding[] {
  const pairs = pairsOf(results);
  const losing = pairs.filter((pair) => isLossy(both(pair, results)));
  const slow = pairs.filter((pair) => (roundTrip(pair, results) ?? 0) >= SLOW);
  return [
    ...placesOf(losing, pairs).map(({ place, of }): Finding => {
      const percent = Math.round(100 * Math.max(...of.map((pair) => lossOf(both(pair, results)))));
      const message =
        `${place}: ${percent} % of the frames are lost, at random rather than by kind: a cable, an overloaded link or ` +
        "machine, or traffic shaping. Look at the error and drop counters (`ip -s link`) on the hosts and the switch ports.";
      return { host: place, block: "loss", message };
    }),
    ...placesOf(slow, pairs).map(({ place, of }): Finding => {
      const milliseconds = Math.max(...of.map((pair) => roundTrip(pair, results) ?? 0));
      const message =
        `${place}: frames take ${milliseconds} ms there and back: a tunnel or a slow link between them, traffic shaping, ` +
        "or a machine that is overloaded. Probes of verify may come too late.";
      return { host: place, block: "delay", message };
    }),
  ];
}

/** The fraction of frames that is lost between two hosts, of the kinds that are not blocked. */
export function lossOf(results: readonly Result[]): number {
  const { sent, arrived } = tally(results);
  return sent === 0 ? 0 : 1 - arrived / sent;
}

/** Results between two hosts, in both directions. */
export function both([a, b]: Pair, results: readonly Result[]): Result[] {
  return results.filter(({ shot: { from, to } }) => (from === a && to === b) || (from === b && to === a));
}

function isLossy(results: readonly Result[]): boolean {
  const { sent, arrived } = tally(results);
  return sent - arrived >= LOSS.frames && lossOf(results) >= LOSS.fraction;
}

function tally(results: readonly Result[]): { sent: number; arrived: number } {
  const passing = results.filter(({ arrived }) => arrived > 0);
  return { sent: passing.length * ROUNDS, arrived: passing.reduce((sum, each) => sum + each.arrived, 0) };
}

/** Two clocks that disagree make one direction as much longer as the other is shorter, so only the sum says something. */
function roundTrip([a, b]: Pair, results: readonly Result[]): number | undefined {
  const [there, back] = [fastest(a, b, results), fastest(b, a, results)];
  return there === undefined || back === undefined ? undefined : there + back;
}

function fastest(from: string, to: string, results: readonly Result[]): number | undefined {
  const delays = results.flatMap(({ shot, delay }) =>
    shot.from === from && shot.to === to && delay !== undefined ? [delay] : [],
  );
  return delays.length === 0 ? undefined : Math.min(...delays);
}

function pairsOf(results: readonly Result[]): Pair[] {
  const keys = new Set(results.map(({ shot }) => [shot.from, shot.to].sort().join("\0")));
  return [...keys].map((key) => key.split("\0") as [string, string]);
}
