import { driftRemedy } from "../../drift-remedy";
import { groupBy } from "../../group-by";
import type { CellReport, Report } from "../../report";
import { tracedSentences } from "../../trace/trace-text";
import { html, type Html } from "../html";
import { listTable } from "../list-table";

/** Cells of one problem that are listed; the matrix has all. */
const MOST = 8;

/** What is wrong with cells and hosts, each cause once with its advice; and what is only worth knowing. */
export function problems(report: Report): Html | undefined {
  const { causes, cells, hosts } = report;
  const explained = new Set(causes.flatMap((cause) => cause.cells));
  const failed = [...cells.entries()].filter(([at, { ok }]) => !ok && !explained.has(at)).map(([, cell]) => cell);
  const untried = groupBy(
    failed.filter(({ observed }) => observed === "not probed"),
    ({ error }) => error ?? "it could not be tried",
  );
  const tried = groupBy(
    failed.filter(({ observed }) => observed !== "not probed"),
    ({ advice, error }) => advice ?? error ?? "",
  );
  const items = [
    ...Object.entries(hosts).flatMap(([name, { error }]) =>
      error === undefined || untried.has(error) ? [] : [item(`Host ${name}`, error, [])],
    ),
    ...causes.map(({ text, cells: of, hosts: about }) =>
      item(
        of.length === 0 ? `Note on ${about.join(", ")}` : about.join(", "),
        text,
        of.flatMap((at) => cells[at] ?? []),
        of.length === 0 ? "note" : "bad",
      ),
    ),
    ...[...untried].map(([error, list]) => item("Could not be tried", error, list)),
    ...[...tried].map(([advice, list]) =>
      item(list.length === 1 ? "One cell" : `${list.length} cells`, `Look at: ${advice}`, list),
    ),
  ];
  return items.length === 0
    ? undefined
    : html`<ul class="problems">
        ${items}
      </ul>`;
}

function item(title: string, text: string, cells: readonly CellReport[], tone: "bad" | "note" = "bad"): Html {
  const more = cells.length - MOST;
  return html`<li class="problem ${tone}">
    <h3>${title}</h3>
    <p>${text}</p>
    ${tracedSentences(cells).map((traced) => html`<p>${traced}</p>`)}
    ${
      cells.length === 0
        ? undefined
        : html`<ul>
            ${cells.slice(0, MOST).map(sentence)}${more > 0 ? html`<li>and ${more} more, in the matrix</li>` : ""}
          </ul>`
    }
  </li>`;
}

function sentence({ from, to, address, expect, error, why }: CellReport): Html {
  return html`<li>
    <strong>${from.name} → ${to.name}</strong>
    <code>${address}</code> ${expect === "reach" ? "must answer" : "must not answer"}: ${error ?? "it does not"}.
    <span class="faint">Planned because: ${why}.</span>
  </li>`;
}

/** Devices that answered for addresses of others: each MAC with the addresses, their owners, and who saw it. */
export function strangers({ cells }: Report): Html | undefined {
  const seen = cells.flatMap((cell) => (cell.strangers ?? []).map((mac) => ({ mac, cell })));
  const groups = groupBy(seen, ({ mac, cell }) => `${mac} ${cell.address}`);
  const rows = [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { mac, cell } = first;
    const from = [...new Set(group.map(({ cell: { from: source } }) => source.name))];
    return [
      html`<tr data-row data-text="${cell.to.name} ${cell.address}">
        <th scope="row"><code>${mac}</code></th>
        <td><code>${cell.address}</code></td>
        <td>${cell.to.name}</td>
        <td>${from.join(", ")}</td>
      </tr>`,
    ];
  });
  if (rows.length === 0) return undefined;
  return html`<p>
      These devices answered for an address that the plan gives to somebody else. Find them in the switch's address
      table and free the address there.
    </p>
    ${listTable(["MAC", "Answers for", "Which belongs to", "Seen from"], rows)}`;
}

/** What kernel, files and Docker of the hosts have otherwise than planned. */
export function drift(report: Report): Html | undefined {
  const { command, effect } = driftRemedy(report);
  const rows = report.state
    .filter(({ ok }) => !ok)
    .map(({ host, subject, property, desired, observed }) => html`<tr data-row data-hosts="${host}" data-text="${subject}"><th scope="row">${host}</th><td>${subject}</td><td>${property}</td><td><code>${desired}</code></td><td class="bad"><code>${observed}</code></td></tr>`); // prettier-ignore
  if (rows.length === 0) return undefined;
  return html`<p>Run <code>${command}</code> ${effect}</p>
    ${listTable(["Host", "What", "Property", "Planned", "Is"], rows)}`;
}
