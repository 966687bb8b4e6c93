import type { TestReport } from "../../user-tests/test-report";
import { describeEnds } from "../../user-tests/test-text";
import { html, type Html } from "../html";
import { listTable } from "../list-table";

/** The user's own tests, those that failed first. */
export function tests(all: readonly TestReport[]): Html {
  const order = [...all].sort((a, b) => rank(a) - rank(b));
  return listTable(["Test", "From and to", "What", "Expected", "Seen"], order.map(row));
}

function rank({ ok, level }: TestReport): number {
  return ok ? 2 : level === "warning" ? 1 : 0;
}

function row({ name, ok, level, what, expected, observed, attempts, tookMs, ...ends }: TestReport): Html {
  const tries = attempts > 1 ? `, ${attempts} attempts` : "";
  const took = tookMs === undefined ? "" : ` (${tookMs.toFixed(1)} ms${tries})`;
  const names = [ends.from.name, ends.to?.name ?? ""].join(" ");
  const word = ok ? "✓" : level === "warning" ? "⚠ warning:" : "✕";
  return html`<tr data-row data-text="${name} ${names}">
    <th scope="row">${name}</th>
    <td>${describeEnds(ends).replace("->", "→")}</td>
    <td>${what}</td>
    <td>${expected}</td>
    <td class="${ok ? "good" : "bad"}">${word} ${observed}${took}</td>
  </tr>`;
}
