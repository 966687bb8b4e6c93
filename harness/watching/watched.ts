import type { Round } from "./round";

/** Everything that is remembered between rounds. */
export interface Watched {
  readonly rounds: number;
  readonly last: Round;
  /** When each endpoint was seen last, in milliseconds since 1970; without those that never were. */
  readonly lastSeen: ReadonlyMap<string, number>;
  /** What is wrong, with what the last round could not look at again, by key. */
  readonly problems: ReadonlyMap<string, string>;
  /** What changed with the last round, a sentence each. In the first round, everything that is wrong. */
  readonly changes: readonly string[];
}

/** Takes in a round. */
export function watchRound(before: Watched | undefined, round: Round): Watched {
  const time = Date.parse(round.at);
  const lastSeen = new Map(before?.lastSeen);
  const changes: string[] = [];
  const old = new Map(before?.last.ends.map((end) => [end.key, end]));
  for (const { key, name, seen } of round.ends) {
    const known = lastSeen.get(key);
    const wasSeen = old.get(key)?.seen ?? true;
    if (wasSeen && !seen)
      changes.push(`${name}: ${before === undefined ? "nobody reaches it" : "nobody reaches it any more"}`);
    if (!wasSeen && seen)
      changes.push(`${name}: reached again${known === undefined ? "" : `, after ${duration(time - known)}`}`);
    if (seen) lastSeen.set(key, time);
  }
  const known = before?.problems ?? new Map<string, string>();
  for (const [key, text] of round.problems) if (!known.has(key)) changes.push(text);
  const problems = new Map(round.problems);
  for (const [key, text] of known) {
    if (round.problems.has(key)) continue;
    if (round.tells(key)) changes.push(`over: ${text}`);
    else problems.set(key, text);
  }
  return { rounds: (before?.rounds ?? 0) + 1, last: round, lastSeen, problems, changes };
}

/** A round as one line of JSON: figures, round trips in milliseconds, what is missing, and what changed. */
export function roundLine({ last, changes }: Watched): string {
  const { at, durationMs, exitCode, counts, ends } = last;
  const rttMs = Object.fromEntries(
    ends.flatMap(({ key, rttMs: value }) => (value === undefined ? [] : [[key, value]])),
  );
  const missing = ends.filter(({ seen }) => !seen).map(({ key }) => key);
  return JSON.stringify({ at, durationMs, exitCode, counts, rttMs, missing, changes });
}

/** A span of time as people say it: `34 s`, `2 min 5 s`, `3 h 20 min`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}
