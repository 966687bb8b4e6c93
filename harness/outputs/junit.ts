import XMLBuilder from "fast-xml-builder";
import { evidence } from "../evidence";
import type { CellReport, Report } from "../report";
import type { TestReport } from "../user-tests/test-report";
import { describeEnds, testSentence } from "../user-tests/test-text";
import type { OutputKind } from "./kind";

export const junit: OutputKind = {
  reader: "GitLab, Jenkins and others that read JUnit XML",
  description:
    "a test case for each cell of the last verification, each property of a host, each host, and each test of your own",
  files: ["junit.xml"],
  usage: ["npm run verify", "npm run outputs -- junit --output junit.xml"],
  notes: "`npm run verify` also leaves this file in its report folder, as `verify.xml`.",
  from: "report",
  render: (report) => ({ "junit.xml": renderJunit(report) }),
};

/**
 * The report as JUnit XML: a suite for reachability, one for each host, and one for the user's own tests. What was not tried is an error, what is not as
 * planned a failure, and a warning that is not counts as skipped, since there is nothing between. The evidence is the text of the element, because GitLab does not show its attributes.
 */
export function renderJunit(report: Report): string {
  const causes = new Map(report.causes.flatMap(({ text, cells }) => cells.map((index) => [index, text] as const)));
  const hosts = Object.keys(report.hosts);
  const suites = [
    suite(
      "reachability",
      report,
      undefined,
      report.cells.map((cell, index) => cellCase(cell, causes.get(index))),
    ),
    ...hosts.map((host) => suite(`host ${host}`, report, host, hostCases(host, report))),
    ...(report.tests === undefined ? [] : [suite("tests", report, undefined, report.tests.map(testCase))]),
  ];
  const notes = report.causes.map(({ text }) => text);
  const [first] = suites;
  if (first !== undefined && notes.length > 0) first["system-out"] = clean(notes.join("\n"));
  const cases = suites.flatMap(({ testcase }) => testcase);
  const root = {
    ...attributes({ name: `macvlan-fabric ${report.stack}`, ...count(cases), time: seconds(report.durationMs) }),
    testsuite: suites,
  };
  const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: "@", format: true });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ testsuites: root })}`;
}

interface Case {
  readonly [attribute: `@${string}`]: string;
  readonly failure?: object;
  readonly error?: object;
  readonly skipped?: object;
}

interface Suite {
  readonly testcase: readonly Case[];
  "system-out"?: string;
}

function suite(name: string, report: Report, host: string | undefined, testcase: readonly Case[]): Suite {
  const where = host === undefined ? {} : { hostname: host };
  const milliseconds = host === undefined ? report.durationMs : (report.hosts[host]?.durationMs ?? 0);
  // Without a zone and fractions, as the format's schema has it.
  const timestamp = report.started.replace(/(\.\d+)?Z$/, "");
  return { ...attributes({ name, ...where, timestamp, ...count(testcase), time: seconds(milliseconds) }), testcase };
}

function cellCase(cell: CellReport, cause: string | undefined): Case {
  const { from, to, address, method, port, expect, ok, observed, rttMs } = cell;
  const target = port === undefined ? address : `${address} port ${port}`;
  const given = attributes({
    classname: `reachability.${from.name}`,
    name: `${from.name} -> ${to.name} (${target}, ${method}): ${expect}`,
    time: seconds(rttMs ?? 0),
  });
  if (ok) return given;
  const problem = element("reachability", evidence(cell, cause));
  return observed === "not probed" ? { ...given, error: problem } : { ...given, failure: problem };
}

function testCase(test: TestReport): Case {
  const { name, ok, level, attempts, expected, tookMs, what } = test;
  const given = attributes({
    classname: `tests.${test.from.name}`,
    name: `${name}: ${describeEnds(test)}, ${what}`,
    time: seconds(tookMs ?? 0),
  });
  if (ok) return given;
  const problem = element("test", [testSentence(test), `Expected: ${expected}`, `Tried ${attempts} times`]);
  if (level === "warning") return { ...given, skipped: problem };
  return attempts === 0 ? { ...given, error: problem } : { ...given, failure: problem };
}

function hostCases(host: string, { hosts, state }: Report): Case[] {
  const problem = hosts[host]?.error;
  const whole = attributes({ classname: `host.${host}`, name: "can be verified", time: seconds(0) });
  const items = state.filter((item) => item.host === host);
  return [
    problem === undefined ? whole : { ...whole, error: element("host", [problem]) },
    ...items.map(({ subject, property, desired, observed, ok }): Case => {
      const given = attributes({ classname: `state.${host}`, name: `${subject}: ${property}`, time: seconds(0) });
      const lines = [`${subject} on ${host}, ${property}: ${observed}`, `Planned: ${desired}`];
      return ok ? given : { ...given, failure: element("drift", lines) };
    }),
  ];
}

function element(type: string, lines: readonly string[]): object {
  const [message = ""] = lines;
  return { ...attributes({ type, message }), "#text": clean(lines.join("\n")) };
}

function count(cases: readonly Case[]): Record<string, string> {
  return {
    tests: String(cases.length),
    failures: String(cases.filter(({ failure }) => failure !== undefined).length),
    errors: String(cases.filter(({ error }) => error !== undefined).length),
    skipped: String(cases.filter(({ skipped }) => skipped !== undefined).length),
  };
}

function attributes(values: Readonly<Record<string, string>>): Record<`@${string}`, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`@${name}`, clean(value)]));
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(6);
}

/** Characters that XML 1.0 does not allow become `?`. */
function clean(text: string): string {
  return text.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "?");
}
