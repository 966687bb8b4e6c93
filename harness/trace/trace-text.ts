import type { Cell } from "../probes";
import type { CellReport } from "../report";
import type { Hop } from "./hops";
import { kindsOf, type HopHeard, type Kind } from "./judge-trace";

/** A table of what each hop has heard, line by line. */
export function traceTable(cell: Cell, hops: readonly Hop[], heard: readonly HopHeard[]): string[] {
  const { from, to, address } = cell;
  const kinds = kindsOf(cell);
  const width = Math.max(...hops.map(({ name }) => name.length));
  const line = (name: string, texts: readonly string[]): string =>
    `  ${[name.padEnd(width), ...texts.map((text, at) => text.padEnd((kinds[at] ?? "").length))].join("  ").trimEnd()}`;
  return [
    `${from.name} -> ${to.name} (${address})`,
    line("hop", kinds),
    ...hops.map(({ name }, at) => line(name, textsOf(heard[at] ?? { deaf: "unknown" }, kinds))),
  ];
}

/** Where the frames of traced cells were last seen, and who is next, each once. */
export function tracedSentences(cells: readonly CellReport[]): string[] {
  const said = new Map(
    [...cells].reverse().flatMap((cell) => (cell.trace ?? []).slice(-1).map((says) => [says, cell] as const)),
  );
  return [...said].reverse().map(([says, { from, to }]) => `Traced from ${from.name} to ${to.name}: ${says}`);
}

function textsOf(hop: HopHeard, kinds: readonly Kind[]): string[] {
  if ("deaf" in hop) return [`cannot listen: ${hop.deaf}`];
  return kinds.map((kind) => (hop.heard.has(kind) ? "seen" : "-"));
}
