import type { Report } from "../../report";
import { html, type Html } from "../html";
import { listTable } from "../list-table";

const WORDS: Record<Report["verdict"], string> = {
  passed: "Passed",
  failed: "Failed",
  "nothing to verify": "Nothing to verify",
};

/** The verdict, when and how long, and the figures. */
export function summary({ stack, verdict, started, durationMs, counts, hosts, scope }: Report): Html {
  const when = started.replace("T", " ").replace(/\.\d+Z$/, " UTC");
  const tone = verdict === "passed" ? "good" : "bad";
  const { tests = 0, failedTests = 0, warnings = 0 } = counts;
  const seconds = (durationMs / 1000).toFixed(1);
  return html`<header>
    <p class="verdict ${tone}" role="status">${WORDS[verdict]}${warnings === 0 ? "" : ", with warnings"}</p>
    <h1>Stack ${stack}</h1>
    <p class="faint">
      Verified ${when} in ${seconds} s, ${scope === "proof" ? "every endpoint and every pair of segments" : "all pairs"}
    </p>
    <dl class="tiles">
      ${tile("cells as planned", `${number(counts.passed)} of ${number(counts.cells)}`, counts.failed === 0)}
      ${tile("not as planned", number(counts.failed - counts.notProbed), counts.failed === counts.notProbed)}
      ${tile("could not be tried", number(counts.notProbed), counts.notProbed === 0)}
      ${tile("drifted, of what is read on hosts", `${number(counts.drift)} of ${number(counts.stateItems)}`, counts.drift === 0)}
      ${
        tests === 0
          ? undefined
          : tile(
              "tests of your own passed",
              `${number(tests - failedTests - warnings)} of ${number(tests)}`,
              failedTests + warnings === 0,
            )
      }
      ${tile(
        "hosts",
        number(Object.keys(hosts).length),
        Object.values(hosts).every(({ error }) => error === undefined),
      )}
    </dl>
  </header>`;
}

function tile(what: string, value: string, good: boolean): Html {
  return html`<div class="tile ${good ? "" : "bad"}">
    <dt>${what}</dt>
    <dd>${value}</dd>
  </div>`;
}

/** A number with separators, as people read it. */
function number(value: number): string {
  return value.toLocaleString("en");
}

/** What was proven, and by how many cells of each method. */
export function proofs(report: Report): Html {
  const rows = report.proofs.map(
    ({ what, passed, failed, methods }) =>
      html`<tr>
        <th scope="row">${what}</th>
        <td class="${failed === 0 ? "good" : "bad"}">
          ${failed === 0 ? "✓" : "✕"} ${number(passed)} of ${number(passed + failed)}
        </td>
        <td class="faint">
          ${Object.entries(methods)
            .map(([method, count]) => `${number(count)} by ${method}`)
            .join(", ")}
        </td>
      </tr>`,
  );
  return listTable(["What", "Proven", "How"], rows);
}
