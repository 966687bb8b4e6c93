import type { Cell } from "../probes";
import type { Hop } from "./hops";
import { KINDS, type HopHeard } from "./judge-trace";

/** A table of what each hop has heard, line by line. */
export function traceTable({ from, to, address }: Cell, hops: readonly Hop[], heard: readonly HopHeard[]): string[] {
  const rows = [["hop", ...KINDS], ...hops.map(({ name }, at) => [name, ...cells(heard[at] ?? { deaf: "unknown" })])];
  const widths =
    rows[0]?.map((_, column) => Math.max(...rows.map((row) => (row.length > 2 ? (row[column] ?? "").length : 0)))) ??
    [];
  const first = Math.max(...rows.map(([name = ""]) => name.length));
  const line = ([name = "", ...rest]: string[]): string =>
    `  ${[name.padEnd(first), ...rest.map((text, at) => text.padEnd(widths[at + 1] ?? 0))].join("  ").trimEnd()}`;
  return [`${from.name} -> ${to.name} (${address})`, ...rows.map(line)];
}

function cells(hop: HopHeard): string[] {
  if ("deaf" in hop) return [`cannot listen: ${hop.deaf}`];
  return KINDS.map((kind) => (hop.heard.has(kind) ? "seen" : "-"));
}
