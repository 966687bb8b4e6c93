import { styleText } from "node:util";
import { renderDarkTime } from "./dark-time/dark-time-text";
import { driftRemedy } from "./drift-remedy";
import { renderGrid, type Paint } from "./grid";
import { groupBy } from "./group-by";
import { buildMatrix, type Tone } from "./matrix";
import type { CellReport, Report } from "./report";
import { tracedSentences } from "./trace/trace-text";
import { renderTests } from "./user-tests/test-text";
import { wrap } from "./wrap";

export interface TextOptions {
  /** Whether the reader is a terminal that shows colours. */
  readonly colours: boolean;
  /** Columns that a line may take. Default: 120. */
  readonly width?: number;
}

/** The report for people: header, matrix, tests, failures as sentences, drift, dark times. */
export function renderText(report: Report, { colours, width = 120 }: TextOptions): string {
  const paint: Paint = colours
    ? (tone, text) => (text === "" ? "" : styleText(STYLES[tone], text, { validateStream: false }))
    : (_, text) => text;
  const parts = [
    header(report, paint),
    proofs(report),
    report.cells.length === 0 ? "" : renderGrid(buildMatrix(report), width, paint),
    renderTests(report.tests ?? [], width, paint),
    notes(report, width),
    failures(report, width, paint),
    drift(report, width, paint),
    report.darkTime === undefined ? "" : renderDarkTime(report.darkTime, width),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

const STYLES: Record<Tone, Parameters<typeof styleText>[0]> = {
  good: "green",
  quiet: "dim",
  bad: ["bold", "red"],
  plain: "reset",
};

function header(report: Report, paint: Paint): string {
  const { counts, verdict } = report;
  const { tests = 0, failedTests = 0, warnings = 0 } = counts;
  const started = report.started.replace("T", " ").replace(/\.\d+Z$/, " UTC");
  const facts = [`schema ${report.schemaVersion}`, `stack ${report.stack}`, `started ${started}`];
  const blocked = report.cells.filter(({ ok, expect }) => ok && expect === "blocked").length;
  const word =
    verdict === "passed"
      ? paint("good", warnings === 0 ? "PASSED" : `PASSED with ${plural(warnings, "warning")}`)
      : paint("bad", verdict === "failed" ? "FAILED" : "NOTHING TO VERIFY");
  const probed = counts.notProbed === 0 ? "" : `, ${counts.notProbed} could not be tried`;
  const line = [
    `${counts.passed} of ${counts.cells} cells as planned (${counts.passed - blocked} reach, ${blocked} blocked${probed})`,
    `${counts.stateItems} state items, ${counts.drift} drifted`,
    plural(Object.keys(report.hosts).length, "host"),
    ...(tests === 0 ? [] : [`${tests - failedTests - warnings} of ${plural(tests, "test")} of your own passed`]),
  ];
  return `verify: ${facts.join(", ")}, took ${(report.durationMs / 1000).toFixed(1)} s\n${word}: ${line.join("; ")}`;
}

/** What was proven, and by which probes. */
function proofs({ proofs: all, scope }: Report): string {
  if (all.length === 0) return "";
  const rows = all.map(({ what, passed, failed, methods }) => {
    const how = Object.entries(methods).map(([method, count]) => `${count} by ${METHODS[method] ?? method}`);
    return `  ${failed === 0 ? "ok  " : "FAIL"}  ${what}: ${passed} of ${passed + failed} (${how.join(", ")})`;
  });
  const rest =
    scope === "proof"
      ? ["  This covers every endpoint and every pair of segments. To try all pairs: npm run verify -- --full"]
      : [];
  return ["Proven", ...rows, ...rest].join("\n");
}

const METHODS: Readonly<Record<string, string>> = {
  ping: "ping",
  arp: "ARP",
  ndp: "neighbour solicitation",
  tcp: "TCP",
};

/** What is worth knowing and fails nothing. */
function notes({ causes }: Report, width: number): string {
  const texts = causes.filter(({ cells }) => cells.length === 0).map(({ text }) => bullet([text], width));
  return texts.length === 0 ? "" : ["Notes", ...texts].join("\n");
}

/** Failures, grouped by cause: a host that does not answer is one item, not fifty. */
function failures(report: Report, width: number, paint: Paint): string {
  const failed = report.cells.filter(({ ok }) => !ok);
  const explained = report.causes.flatMap(({ text, cells }) => {
    const own = cells.flatMap((index) => report.cells[index] ?? []);
    return own.length === 0 ? [] : [{ text, own }];
  });
  const known = new Set(explained.flatMap(({ own }) => own));
  const untried = groupBy(
    failed.filter(({ observed }) => observed === "not probed"),
    ({ error }) => error ?? "",
  );
  const tried = groupBy(
    failed.filter((cell) => cell.observed !== "not probed" && !known.has(cell)),
    ({ advice }) => advice ?? "",
  );
  const items = [
    ...Object.values(report.hosts).flatMap(({ error }) => (error === undefined || untried.has(error) ? [] : [[error]])),
    ...[...untried].map(([text, cells]) => [
      `Cannot probe: ${text}`,
      `Not tried: ${abbreviate(cells.map(arrow)).join(", ")}`,
    ]),
    ...explained.map(({ text, own }) => [text, ...abbreviate(own.map(sentence)), ...tracedSentences(own)]),
    ...[...tried].map(([advice, cells]) => [
      ...abbreviate(cells.map(sentence)),
      `Look at: ${advice}`,
      ...tracedSentences(cells),
    ]),
  ];
  if (items.length === 0) return "";
  return [paint("bad", "Failures"), ...items.map((item) => bullet(item, width))].join("\n");
}

/** The first few of many; the JSON report has all. */
function abbreviate(texts: readonly string[]): string[] {
  const limit = 6;
  return texts.length <= limit ? [...texts] : [...texts.slice(0, limit), `and ${texts.length - limit} more`];
}

function arrow({ from, to }: CellReport): string {
  return `${from.name} -> ${to.name}`;
}

function sentence({ from, to, address, method, port, expect, why, error, attempts }: CellReport): string {
  const how = method === "tcp" ? `TCP port ${String(port)}` : (METHODS[method] ?? method);
  const wanted = expect === "reach" ? "must reach" : "must not reach";
  const tries = attempts > 1 ? `, ${attempts} attempts` : "";
  return `${from.name} ${wanted} ${to.name} (${address} by ${how}): ${error ?? "it does not"}${tries}. Planned because: ${why}.`;
}

function drift(report: Report, width: number, paint: Paint): string {
  const items = report.state.filter(({ ok }) => !ok);
  if (items.length === 0) return "";
  const lines = items.map(({ host, subject, property, desired, observed }) =>
    bullet([`${host}, ${subject}, ${property}: ${observed}, planned: ${desired}`], width),
  );
  const { command, effect } = driftRemedy(report);
  return [paint("bad", "Drift"), ...lines, ...wrap(`Run \`${command}\` ${effect}`, width)].join("\n");
}

function bullet(paragraphs: readonly string[], width: number): string {
  const lines = paragraphs.flatMap((paragraph) => wrap(paragraph, width - 2));
  return lines.map((line, at) => `${at === 0 ? "- " : "  "}${line}`).join("\n");
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
