import { union, complement, type Interval } from "./intervals";

/** A line that a host printed, and when it arrived, in seconds of this machine's clock. */
export interface Arrived {
  readonly text: string;
  readonly at: number;
}

/** Answers that came ten times a second from one MAC. */
export interface Run extends Interval {
  readonly mac: string;
}

/** What a host heard, in seconds of this machine's clock. */
export interface Heard {
  /** When it was listening. */
  readonly periods: readonly Interval[];
  /** By what it was asked for, in order. */
  readonly runs: ReadonlyMap<string, readonly Run[]>;
  /** What it could not ask for, with the link that it lacks. */
  readonly missing: ReadonlyMap<string, string>;
  /** What still answered when it was last heard of. */
  readonly answering: ReadonlySet<string>;
}

/**
 * Reads what `watch.pl` printed over one session, as far as it came. The clocks are matched by the line that arrived fastest;
 * what still answered when the session ended is taken to have answered up to its last sign of life.
 */
export function readWatch(lines: readonly Arrived[]): Heard {
  const rows = lines.map(({ text, at }) => ({ at, fields: text.split("\t") }));
  const beats = rows.filter(({ fields }) => fields[0] === "@alive");
  const offset = Math.min(...beats.map(({ at, fields }) => at - Number(fields[1])));
  const time = (text = ""): number => Number(text) + offset;
  const [first, last] = [time(beats[0]?.fields[1]), time(beats.at(-1)?.fields[1])];
  const runs = new Map<string, Run[]>();
  const open = new Map<string, { from: number; mac: string }>();
  const missing = new Map<string, string>();
  const paused: Interval[] = [];
  const close = (id: string, to: number): void => {
    const run = open.get(id);
    if (run !== undefined) runs.set(id, [...(runs.get(id) ?? []), { ...run, to }]);
    open.delete(id);
  };
  for (const { fields } of rows) {
    const [kind, id = "", text, mac = ""] = fields;
    if (kind === "@start") open.set(id, { from: time(text), mac });
    if (kind === "@stop") close(id, time(text));
    if (kind === "@paused") paused.push({ from: time(id), to: time(text) });
    if (kind === "@missing") missing.set(id, text ?? "");
  }
  const answering = new Set(open.keys());
  for (const id of answering) close(id, Math.max(last, open.get(id)?.from ?? last));
  const window = { from: first, to: last };
  return { periods: beats.length === 0 ? [] : complement(union(paused), window), runs, missing, answering };
}

/** What one host heard over several sessions. */
export function joinHeard(parts: readonly Heard[]): Heard {
  const ids = new Set(parts.flatMap(({ runs }) => [...runs.keys()]));
  const of = (id: string): Run[] => parts.flatMap(({ runs }) => runs.get(id) ?? []);
  return {
    periods: union(...parts.map(({ periods }) => periods)),
    runs: new Map([...ids].map((id) => [id, of(id)])),
    missing: parts.at(-1)?.missing ?? new Map<string, string>(),
    answering: parts.at(-1)?.answering ?? new Set<string>(),
  };
}
