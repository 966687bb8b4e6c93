/** More sources or targets than these are grouped: sources by host, targets by segment. */
const MOST_ENDS = 48;

/** Arranges cells as a matrix: one field for each source and target, or for each group of them. */
export function arrange(data, found) {
  const { cells, ends } = data;
  const unique = (column) => [...new Set(found.map((at) => cells[column][at]))].sort((a, b) => a - b);
  const [sources, targets] = [unique("from"), unique("to")];
  const grouped = sources.length > MOST_ENDS || targets.length > MOST_ENDS;
  const rowOf = grouped ? (at) => ends[cells.from[at]].host : (at) => cells.from[at];
  const columnOf = grouped ? (at) => groupOf(data, at) : (at) => cells.to[at];
  // As rows are, so that there is a diagonal; targets that are no sources come last.
  const columns = grouped
    ? [...data.segments.map(({ name }) => name), "hosts", "registry"].filter(has(found.map(columnOf)))
    : [...sources.filter(has(targets)), ...targets.filter((end) => !sources.includes(end))];
  const rows = grouped ? data.hosts.filter(has(found.map(rowOf))) : sources;
  const fields = new Map();
  for (const at of found) {
    const key = `${rowOf(at)} ${columnOf(at)}`;
    const field = fields.get(key);
    if (field === undefined) fields.set(key, [at]);
    else field.push(at);
  }
  const nameOf = (key) =>
    grouped ? { name: key } : { name: ends[key].kind === "registry" ? "registry" : ends[key].name };
  return {
    grouped,
    columns: columns.map(nameOf),
    rows: rows.map((row) => ({
      ...nameOf(row),
      fields: columns.map((column) => {
        const inside = fields.get(`${row} ${column}`);
        return inside === undefined ? undefined : summarise(data, inside);
      }),
    })),
  };
}

function has(keys) {
  const set = new Set(keys);
  return (key) => set.has(key);
}

function groupOf({ cells, ends, segments }, at) {
  const segment = segments[cells.segment[at]];
  if (segment !== undefined) return segment.name;
  return ends[cells.to[at]].kind === "registry" ? "registry" : "hosts";
}

/** What a field says of its cells; `heat` from 0 (fast) to 4 (slow) by the middle one of the answers. */
export function summarise(data, cells) {
  const { ok, rttMs } = data.cells;
  const bad = cells.filter((at) => ok[at] !== 1);
  const reached = cells.filter((at) => data.word("observed", at) === "reach");
  const times = reached.map((at) => rttMs[at]).filter((time) => time >= 0);
  times.sort((a, b) => a - b);
  const slowest = times.at(-1) ?? 0;
  const untried = bad.length > 0 && bad.every((at) => data.word("observed", at) === "not probed");
  const tone = bad.length > 0 ? (untried ? "unknown" : "bad") : reached.length > 0 ? "good" : "quiet";
  return {
    cells,
    bad: bad.length,
    tone,
    slowest,
    heat: heatOf(times[times.length >> 1] ?? 0),
    text: textOf(cells, bad, tone, slowest),
  };
}

function textOf(cells, bad, tone, slowest) {
  if (tone === "bad" || tone === "unknown") {
    const sign = tone === "bad" ? "✕" : "?";
    return cells.length === 1 ? sign : `${sign} ${bad.length}/${cells.length}`;
  }
  if (tone === "quiet") return cells.length > 2 ? `${cells.length}` : "·";
  return cells.length > 2 ? `${cells.length}` : slowest > 0 ? milliseconds(slowest) : "ok";
}

/** Two figures: `0.04`, `3.1`, `12`. */
export function milliseconds(value) {
  return value >= 10 ? value.toFixed(0) : value >= 0.1 ? value.toFixed(1) : value.toFixed(2);
}

function heatOf(value) {
  return [1, 5, 20, 100].filter((limit) => value > limit).length;
}
