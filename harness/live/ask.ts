import { renderWatch, type WatchLine } from "../../host/watch";
import { messageOf } from "../../support/errors";
import type { Way } from "../dark-time/endpoints";
import { addressKey } from "../probes";
import { connectSsh, type Connect, type SshTarget } from "../ssh";

/** An address that some hosts ask for. */
export interface Question {
  readonly id: string;
  readonly address: string;
  /** By which link each host asks, and with which tag. */
  readonly ways: Readonly<Record<string, Way>>;
}

/** Somebody who answered for an address, as one host saw it. */
export interface Sighting extends Way {
  readonly host: string;
  readonly mac: string;
}

export interface Asked {
  /** Who answered, by the id of the question. */
  readonly sightings: ReadonlyMap<string, readonly Sighting[]>;
  /** The hosts' own links by their MACs. */
  readonly own: ReadonlyMap<string, { readonly host: string; readonly link: string }>;
  /** Hosts that could not ask, and why. */
  readonly problems: readonly string[];
}

/** Questions in a second, of all hosts together: each is a broadcast, which every container on the segment receives. */
const MOST_PER_SECOND = 1000;
/** Seconds between the two times that an address is asked for, at least, and for the last answer. */
const PAUSE = 0.7;

/** Has all hosts ask for addresses at once, each twice, by ARP or neighbour solicitation, and changes nothing on them. */
export async function ask(
  hosts: Readonly<Record<string, SshTarget>>,
  questions: readonly Question[],
  connect: Connect = connectSsh,
): Promise<Asked> {
  const lines = Object.keys(hosts).map((host) => ({
    host,
    own: questions.flatMap((each) => lineOf(each, host) ?? []),
  }));
  const asking = lines.filter(({ own }) => own.length > 0);
  const count = asking.reduce((sum, { own }) => sum + own.length, 0);
  const period = Math.max(PAUSE, count / MOST_PER_SECOND);
  const sightings = new Map<string, Sighting[]>();
  const own = new Map<string, { host: string; link: string }>();
  const problems: string[] = [];
  await Promise.all(
    asking.map(async ({ host, own: asked }) => {
      const target = hosts[host];
      if (target === undefined) return;
      const { printed, problem } = await run(host, target, asked, period, connect);
      if (problem !== undefined) problems.push(problem);
      const byId = new Map(asked.map((line) => [line.id, line]));
      const missing = new Set<string>();
      for (const [kind = "", id = "", third = "", mac = ""] of printed.split("\n").map((line) => line.split("\t"))) {
        if (kind === "@link") own.set(third, { host, link: id });
        if (kind === "@missing") missing.add(third);
        const line = byId.get(id);
        if (kind === "@start" && line !== undefined) note(sightings, line, host, mac);
      }
      for (const link of missing) problems.push(`${host}: has no link ${link}: it was not asked from`);
    }),
  );
  return { sightings, own, problems };
}

function lineOf({ id, address, ways }: Question, host: string): WatchLine | undefined {
  const way = ways[host];
  return way === undefined ? undefined : { id, ...way, address: addressKey(address) };
}

function note(sightings: Map<string, Sighting[]>, { id, link, vlan }: WatchLine, host: string, mac: string): void {
  const known = sightings.get(id) ?? [];
  if (known.some((each) => each.host === host && each.mac === mac)) return;
  sightings.set(id, [...known, { host, link, ...(vlan === undefined ? {} : { vlan }), mac }]);
}

async function run(
  host: string,
  target: SshTarget,
  lines: readonly WatchLine[],
  period: number,
  connect: Connect,
): Promise<{ printed: string; problem?: string }> {
  const seconds = Math.ceil(2 * period + PAUSE);
  try {
    const session = await connect(host, target);
    try {
      const { status, stdout, stderr } = await session.run(renderWatch(lines, seconds, period), seconds + 20);
      if (status === 0) return { printed: stdout };
      return { printed: stdout, problem: `${host}: cannot ask: ${stderr.trim().split("\n").at(-1) ?? ""}` };
    } finally {
      session.close();
    }
  } catch (error) {
    return { printed: "", problem: messageOf(error) };
  }
}
