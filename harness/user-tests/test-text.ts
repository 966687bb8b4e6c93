import type { Paint } from "../grid";
import { wrap } from "../wrap";
import type { TestReport } from "./test-report";

/** If there are more, only those that failed are shown. */
const MOST = 20;

/** The user's own tests for people, a line each. */
export function renderTests(tests: readonly TestReport[], width: number, paint: Paint): string {
  if (tests.length === 0) return "";
  const shown = tests.length <= MOST ? tests : tests.filter(({ ok }) => !ok);
  const lines = shown.map((test) => {
    const word = test.ok ? "ok  " : test.level === "warning" ? "WARN" : "FAIL";
    const [first = "", ...others] = wrap(testSentence(test), width - 8);
    const head = `  ${test.ok ? word : paint("bad", word)}  ${first}`;
    return [head, ...others.map((line) => `        ${line}`)].join("\n");
  });
  const rest = tests.length - shown.length;
  return ["Tests of your own", ...lines, ...(rest === 0 ? [] : [`  ok    ${rest} more`])].join("\n");
}

/** A test in one sentence: what was done, and what was seen. */
export function testSentence({ name, ok, what, expected, observed, attempts, tookMs, ...ends }: TestReport): string {
  const tries = attempts > 1 ? `, ${attempts} attempts` : "";
  const took = tookMs === undefined ? "" : ` (${tookMs < 10 ? tookMs.toFixed(1) : tookMs.toFixed(0)} ms${tries})`;
  const seen = ok ? `${observed}${took}` : `${observed}${tries}; expected ${expected}`;
  return `${name}, ${describeEnds(ends)}, ${what}: ${seen}`;
}

/** `bbox10 -> bbox11`, or where it runs. */
export function describeEnds({ from, to }: Pick<TestReport, "from" | "to">): string {
  if (to === undefined) return `on ${from.name}`;
  const target = to.kind === "gateway" ? `gateway of ${to.name}` : to.name;
  return `${from.name} -> ${target}`;
}
