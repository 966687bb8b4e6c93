/** Reads the page's data: see harness/page/page-data.ts. */
export function readData(text) {
  const data = JSON.parse(text);
  const { cells, texts } = data;
  const size = cells.from.length;
  const word = (column, at) => texts[cells[column][at]];
  return { ...data, size, word };
}

/** The cells that a filter lets through, by their number. Absent criteria let everything through. */
export function matching(data, { segment, host, name, failed }) {
  const { cells, ends } = data;
  const wanted = ends.map(
    (end) =>
      (host === undefined || end.host === host ? 1 : 0) |
      (name === undefined || end.name.toLowerCase().includes(name.toLowerCase()) ? 2 : 0) |
      (segment === undefined || (end.kind === "container" && end.segments.includes(segment)) ? 4 : 0),
  );
  const found = [];
  for (let at = 0; at < data.size; at += 1) {
    const either = wanted[cells.from[at]] | wanted[cells.to[at]];
    const onSegment = segment === undefined || cells.segment[at] === segment || (wanted[cells.from[at]] & 4) !== 0;
    if ((either & 3) === 3 && onSegment && !(failed && cells.ok[at] === 1)) found.push(at);
  }
  return found;
}

/** One cell as an object. */
export function cellAt(data, at) {
  const { cells, ends, word } = data;
  const figure = (column) => (cells[column][at] < 0 ? undefined : cells[column][at]);
  return {
    from: ends[cells.from[at]],
    to: ends[cells.to[at]],
    ok: cells.ok[at] === 1,
    port: figure("port"),
    attempts: figure("attempts"),
    rttMs: figure("rttMs"),
    ...Object.fromEntries(
      ["address", "method", "link", "expect", "why", "proves", "observed", "macs", "error", "advice", "trace"].map(
        (name) => [name, word(name, at)],
      ),
    ),
  };
}
