import type { CellReport, Report } from "./report";

/** The report as JUnit XML: one test case for each cell, and one for each state item. */
export function renderJunit(report: Report): string {
  const causes = new Map(report.causes.flatMap(({ text, cells: of }) => of.map((index) => [index, text] as const)));
  const cells = report.cells.map((cell, index) =>
    testCase(
      `reachability.${cell.from.name}`,
      cellName(cell),
      (cell.rttMs ?? 0) / 1000,
      cell.ok ? undefined : [cell.error ?? cell.why, causes.get(index) ?? []].flat().join(": "),
    ),
  );
  const state = report.state.map(({ host, subject, property, desired, observed, ok }) =>
    testCase(`state.${host}`, `${subject}: ${property}`, 0, ok ? undefined : `is ${observed}, planned ${desired}`),
  );
  const texts = report.causes.map(({ text }) => escape(text));
  const notes = texts.length === 0 ? [] : [`  <system-out>${texts.join("\n")}</system-out>`];
  const failed = report.counts.failed + report.counts.drift;
  const attributes = [
    `name="${escape(`macvlan-fabric ${report.stack}`)}"`,
    `tests="${cells.length + state.length}"`,
    `failures="${failed}"`,
    `time="${(report.durationMs / 1000).toFixed(3)}"`,
    `timestamp="${report.started.replace(/\.\d+Z$/, "")}"`,
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuite ${attributes.join(" ")}>\n${[...cells, ...state, ...notes].join("\n")}\n</testsuite>\n`;
}

function cellName({ from, to, address, method, port, expect }: CellReport): string {
  const target = port === undefined ? address : `${address} port ${port}`;
  return `${from.name} -> ${to.name} (${target}, ${method}): ${expect}`;
}

function testCase(classname: string, name: string, seconds: number, failure: string | undefined): string {
  const head = `  <testcase classname="${escape(classname)}" name="${escape(name)}" time="${seconds.toFixed(6)}"`;
  return failure === undefined ? `${head}/>` : `${head}><failure message="${escape(failure)}"/></testcase>`;
}

/** Text as an attribute value; characters that XML 1.0 does not allow become `?`. */
function escape(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "?")
    .replace(/[&<>"']/g, (character) => `&#${String(character.codePointAt(0))};`);
}
