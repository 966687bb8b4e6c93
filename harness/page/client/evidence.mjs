import { cellAt } from "./data.mjs";
import { element } from "./draw.mjs";

/** More cells of one field are counted, not listed. */
const MOST_CELLS = 60;

const METHODS = { ping: "ping", arp: "ARP", ndp: "neighbour solicitation", tcp: "TCP" };

/** Shows what was planned, tried and seen for every cell of a field; failures first. */
export function showEvidence(place, data, from, to, cells) {
  const all = cells.map((at) => cellAt(data, at)).sort((a, b) => Number(a.ok) - Number(b.ok));
  const failed = all.filter(({ ok }) => !ok).length;
  place.replaceChildren(
    element("h3", {}, `${from} → ${to}`),
    element(
      "p",
      { class: failed > 0 ? "verdict bad" : "verdict good" },
      failed > 0
        ? `${failed} of ${all.length} not as planned`
        : all.length === 1
          ? "As planned"
          : `All ${all.length} as planned`,
    ),
    ...all.slice(0, MOST_CELLS).map(describeCell),
    ...(all.length > MOST_CELLS
      ? [element("p", {}, `and ${all.length - MOST_CELLS} more: narrow the filter to see them`)]
      : []),
  );
}

function describeCell(cell) {
  const {
    from,
    to,
    address,
    method,
    port,
    link,
    expect,
    why,
    observed,
    ok,
    attempts,
    rttMs,
    macs,
    error,
    advice,
    trace,
  } = cell;
  const probe = `${METHODS[method] ?? method}${port === undefined ? "" : ` port ${port}`}${link === undefined ? "" : ` on ${link}`}`;
  const seen = {
    reach: rttMs === undefined ? "answered" : `answered in ${rttMs} ms`,
    "no answer": "no answer",
    "not probed": "could not be tried",
  }[observed];
  const facts = [
    ["Tried", `${probe} to ${address}`],
    ["Planned", `${expect === "reach" ? "must reach" : "must not reach"}: ${why}`],
    ["Seen", `${seen}${attempts > 1 ? `, ${attempts} attempts` : ""}`],
    ["Answered by", macs],
    ["Why it failed", error],
    ["Look at", advice],
    ["Traced", trace],
  ].filter(([, value]) => value !== undefined);
  return element(
    "article",
    { class: ok ? "evidence" : "evidence bad" },
    element("h4", {}, `${from.name} → ${to.name}`),
    element(
      "dl",
      {},
      ...facts.flatMap(([name, value]) => [
        element("dt", {}, name),
        element("dd", name === "Traced" ? { class: "trace" } : {}, value),
      ]),
    ),
  );
}
