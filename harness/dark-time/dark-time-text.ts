import { tableLine } from "../../support/table";
import { wrap } from "../wrap";
import type { DarkTime, EndpointDarkTime } from "./dark-time-report";
import { groupBy } from "../group-by";

const COLUMNS = ["ENDPOINT", "SEGMENT", "ADDRESS", "ASKED FROM", "DARK", "SINCE"];

/** A table of all endpoints that did not answer all the time, and how many did. */
export function renderDarkTime({ seconds, touchedHosts, endpoints }: DarkTime, width: number): string {
  const shown = endpoints.filter(({ outcome, unheardSeconds }) => outcome !== "answered" || unheardSeconds > 0);
  const rows = shown.map((endpoint) => ({ cells: cellsOf(endpoint, touchedHosts), why: whyOf(endpoint) }));
  return [
    `Dark time during the change, which took ${seconds.toFixed(1)} s`,
    ...table(rows, width),
    ...notes(endpoints, shown, touchedHosts).flatMap((note) => wrap(note, width - 2).map((line) => `  ${line}`)),
  ].join("\n");
}

interface Row {
  readonly cells: readonly string[];
  readonly why: string;
}

/** With the reasons in the last column if they fit, or else each below its row. */
function table(rows: readonly Row[], width: number): string[] {
  if (rows.length === 0) return [];
  const full = [[...COLUMNS, "WHY"], ...rows.map(({ cells, why }) => [...cells, why])];
  const lines = full.map(tableLine(full, 2));
  if (lines.every((line) => line.length <= width)) return lines;
  const line = tableLine([COLUMNS, ...rows.map(({ cells }) => cells)], 2);
  const below = (why: string): string[] => wrap(why, width - 6).map((text) => `      ${text}`);
  return [line(COLUMNS), ...rows.flatMap(({ cells, why }) => [line(cells), ...below(why)])];
}

function cellsOf(endpoint: EndpointDarkTime, touched: readonly string[]): string[] {
  const { name, segment = "LAN", before, after, askedFrom, gaps = [] } = endpoint;
  const addresses = [...new Set([before, after].flatMap((place) => place?.address ?? []))];
  const from = askedFrom.map((host) => (touched.includes(host) ? `${host}*` : host));
  const since = gaps[0] === undefined ? "" : `${gaps[0].from.toFixed(1)} s`;
  return [name, segment, addresses.join(" -> "), from.join(" "), darkOf(endpoint), since];
}

function darkOf({ outcome, darkSeconds = 0 }: EndpointDarkTime): string {
  return outcome === "answered" || outcome === "dark" || outcome === "still dark" ? `${darkSeconds.toFixed(1)} s` : "-";
}

function whyOf({ outcome, gaps = [], firstAnswer = 0, lastAnswer = 0, unheardSeconds, why }: EndpointDarkTime): string {
  const said: Record<EndpointDarkTime["outcome"], string> = {
    answered: "",
    dark: gaps.length > 1 ? `${gaps.length} times` : "",
    "still dark": "still dark at the end",
    new: `answers first after ${firstAnswer.toFixed(1)} s`,
    gone: `went after ${lastAnswer.toFixed(1)} s`,
    "never answered": "never answered",
    "not asked": "no host could ask for it",
  };
  const reason = why ?? (outcome === "dark" ? "the plan leaves it alone" : "");
  const unheard =
    unheardSeconds > 0 && outcome !== "not asked" ? `nobody asked for ${unheardSeconds.toFixed(1)} s` : "";
  return [reason, said[outcome], unheard].filter((part) => part !== "").join("; ");
}

function notes(
  all: readonly EndpointDarkTime[],
  shown: readonly EndpointDarkTime[],
  touched: readonly string[],
): string[] {
  const rest = all.filter((endpoint) => !shown.includes(endpoint));
  const sources = [...groupBy(rest, ({ askedFrom }) => askedFrom.join(" and ")).keys()];
  const asked = new Set(shown.flatMap(({ askedFrom }) => askedFrom));
  return [
    ...(rest.length === 0
      ? []
      : [
          `Never dark, asked ten times a second from ${sources.join(" and ")}: ${rest.length} of ${all.length} endpoints.`,
        ]),
    ...(touched.some((host) => asked.has(host))
      ? ["* The change touches this host too: every other host on that segment is touched at least as much."]
      : []),
  ];
}
