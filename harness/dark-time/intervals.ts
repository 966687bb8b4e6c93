/** A time from one moment to another, in seconds. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** Intervals in order, those that touch made one. */
export function union(...lists: readonly (readonly Interval[])[]): Interval[] {
  const sorted = lists.flat().sort((a, b) => a.from - b.from);
  const joined: Interval[] = [];
  for (const { from, to } of sorted) {
    const last = joined.at(-1);
    if (last === undefined || from > last.to) joined.push({ from, to });
    else joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, to) };
  }
  return joined;
}

/** What of a window the intervals leave free. @param covered in order, as `union` returns them */
export function complement(covered: readonly Interval[], window: Interval): Interval[] {
  const free: Interval[] = [];
  let at = window.from;
  for (const { from, to } of covered) {
    if (from > at) free.push({ from: at, to: Math.min(from, window.to) });
    at = Math.max(at, to);
  }
  if (at < window.to) free.push({ from: at, to: window.to });
  return free.filter(({ from, to }) => to > from);
}

/** What is in both. @param lists each in order */
export function intersection(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  return a.flatMap((one) =>
    b
      .map((other) => ({ from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) }))
      .filter(({ from, to }) => to > from),
  );
}

export function lengthOf(intervals: readonly Interval[]): number {
  return intervals.reduce((sum, { from, to }) => sum + to - from, 0);
}
