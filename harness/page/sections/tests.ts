import type { FabricOutput } from "../../contract";
import type { TestReport } from "../../user-tests/test-report";
import { describeEnds } from "../../user-tests/test-text";
import { html, type Html } from "../html";
import { listTable } from "../list-table";

/** The user's own tests, those that failed first. */
export function tests(all: readonly TestReport[], fabric: FabricOutput): Html {
  const order = [...all].sort((a, b) => rank(a) - rank(b));
  return listTable(
    ["Test", "From and to", "What", "Expected", "Seen"],
    order.map((test) => row(test, fabric)),
  );
}

function rank({ ok, level }: TestReport): number {
  return ok ? 2 : level === "warning" ? 1 : 0;
}

function row(test: TestReport, fabric: FabricOutput): Html {
  const { name, ok, level, what, expected, observed, attempts, tookMs, ...ends } = test;
  const tries = attempts > 1 ? `, ${attempts} attempts` : "";
  const took = tookMs === undefined ? "" : ` (${tookMs.toFixed(1)} ms${tries})`;
  const names = [ends.from.name, ends.to?.name ?? ""].join(" ");
  const word = ok ? "✓" : level === "warning" ? "⚠ warning:" : "✕";
  return html`<tr data-row data-hosts="${hostsOf(ends, fabric).join(" ")}" data-text="${name} ${names}">
    <th scope="row">${name}</th>
    <td>${describeEnds(ends).replace("->", "→")}</td>
    <td>${what}</td>
    <td>${expected}</td>
    <td class="${ok ? "good" : "bad"}">${word} ${observed}${took}</td>
  </tr>`;
}

/** The hosts that a test is about: where it runs, and where its target is. */
function hostsOf({ from, to }: Pick<TestReport, "from" | "to">, { containers, routers }: FabricOutput): string[] {
  return [from, ...(to === undefined ? [] : [to])].flatMap(({ kind, name }) => {
    if (kind === "container") return containers[name]?.host ?? [];
    if (kind === "router") return routers?.[name]?.host ?? [];
    return kind === "host" ? name : [];
  });
}
