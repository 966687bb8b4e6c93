import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { ScriptResult } from "../../support/ssh-script";
import { LISTEN_SECONDS, listenScript, READY, ROUNDS, sendScript } from "../../host/doctor";
import type { SshSession } from "../ssh";
import type { Facts } from "./facts";
import { arrival, frame, shots, type VlanOnHosts } from "./frames";
import type { Result } from "./result";
import { messageOf } from "../../support/errors";

/** A host that takes part. */
export interface Participant extends Facts {
  readonly session: SshSession;
}

/** What arrived of what was sent. */
export interface Exchange {
  readonly results: readonly Result[];
  /** Hosts that could not take part, and why. */
  readonly errors: readonly string[];
}

/** Milliseconds within which a host must start listening: the first then still listens long enough to receive everything. */
const READY_WITHIN = 10_000;

/** All hosts listen, then all send. A host whose script fails is skipped and reported. */
export async function exchange(
  participants: readonly Participant[],
  vlans: readonly VlanOnHosts[],
  patience = READY_WITHIN,
): Promise<Exchange> {
  const nonce = randomBytes(8).toString("hex");
  const all = shots(participants, vlans);
  const stations = new Map(participants.map((each) => [each.host, each]));
  const listeners = participants.map((each) => listen(each, nonce, patience));
  await Promise.all(listeners.map(({ ready }) => ready));
  const heard = Promise.all(listeners.map(({ result }) => result));
  const sent = await Promise.all(
    participants.map(({ host, session, nic }) => {
      const frames = all.filter(({ from }) => from === host).map((shot) => frame(shot, stations, nonce));
      return outcome(host, session.run(sendScript(nic, frames), LISTEN_SECONDS));
    }),
  );
  const outcomes = [...(await heard), ...sent];
  const failed = new Set(outcomes.flatMap(({ host, fault }) => (fault === undefined ? [] : [host])));
  const seen = new Map((await heard).map(({ host, stdout }) => [host, arrivals(stdout)]));
  return {
    results: all
      .filter(({ from, to }) => !failed.has(from) && !failed.has(to))
      .map((shot) => ({ shot, ...count(seen.get(shot.to)?.get(arrival(shot, stations)) ?? []) })),
    errors: [...new Set(outcomes.flatMap(({ fault }) => fault ?? []))],
  };
}

/** The delays of the frames that a listener has printed, by what it prints first of each. */
function arrivals(printed: string): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const line of printed.split("\n")) {
    const [, frame, delay] = /^@seen\t(\d+\t[01]\t[0-9a-f]{12})\t(-?\d+)$/.exec(line) ?? [];
    if (frame === undefined) continue;
    const delays = found.get(frame) ?? [];
    found.set(frame, [...delays, Number(delay) * 10]);
  }
  return found;
}

/** A frame that arrives twice counts once more than it was sent, which is not the matter here. */
function count(delays: readonly number[]): Pick<Result, "arrived" | "delay"> {
  return { arrived: Math.min(delays.length, ROUNDS), ...(delays.length > 0 && { delay: Math.min(...delays) }) };
}

interface Outcome {
  readonly host: string;
  readonly stdout: string;
  /** What went wrong, with the host's name. */
  readonly fault?: string;
}

/** Starts listening; `ready` settles once it receives frames, or has failed to. */
function listen(
  { host, nic, session }: Participant,
  nonce: string,
  patience: number,
): { ready: Promise<unknown>; result: Promise<Outcome> } {
  let printed = "";
  let markListening = (): void => undefined;
  const listening = new Promise<void>((resolve) => (markListening = resolve));
  const run = session.run(listenScript(nic, nonce), LISTEN_SECONDS + 10, (output) => {
    printed += output;
    if (printed.includes(READY)) markListening();
  });
  const heard = outcome(host, run);
  // The others do not listen forever: hosts that miss the deadline are skipped.
  const late = delay(patience, { host, stdout: "", fault: `${host}: did not start listening in time` }, { ref: false });
  const ready = Promise.race([listening.then(() => undefined), heard, late]);
  return { ready, result: ready.then((early) => early ?? heard) };
}

/** How a script ended; never throws. */
async function outcome(host: string, run: Promise<ScriptResult>): Promise<Outcome> {
  try {
    const { status, stdout, stderr } = await run;
    if (status === 0) return { host, stdout };
    return { host, stdout, fault: `${host}: cannot exchange frames: ${stderr.trim()}` };
  } catch (error) {
    return { host, stdout: "", fault: messageOf(error) };
  }
}
