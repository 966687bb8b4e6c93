import { html, type Html } from "../html";
import { listTable } from "../list-table";
import { strip } from "../strip";
import type { PlanEntry, PlanTable } from "../page-input";

/** With more rows than these in all, tables are closed at first. */
const MOST_OPEN = 150;

/** Each subnet with a map of its addresses, how many are free, and who has the others. */
export function plan(tables: readonly PlanTable[]): Html {
  const rows = tables.reduce((sum, { entries }) => sum + entries.length, 0);
  return html`${tables.map((table) => subnet(table, rows <= MOST_OPEN))}`;
}

function subnet({ domain, subnet: text, owner, segments, free, next, entries }: PlanTable, open: boolean): Html {
  const space = free === undefined ? "" : next === undefined ? "full" : `${grouped(free)} free, the first is ${next}`;
  const bars = entries.flatMap(({ span, kind }) => {
    return span === undefined ? [] : [{ start: span[0], length: span[1], kind: className(kind) }];
  });
  const about = segments.length === 0 ? html`` : html` data-segments="${segments.join(" ")}"`;
  return html`<details data-row${about}${open ? html` open` : html``}>
    <summary>
      <strong>${text}</strong> <span>${domain}</span>
      <span class="faint">${space}</span
      >${bars.length === 0 ? undefined : strip(`Map of ${text}: ${bars.length} entries`, bars)}
    </summary>
    <p class="faint">${owner}</p>
    ${listTable(["Address", "Kind", "Owner", "MAC", "Configured at"], entries.map(row))}
  </details>`;
}

function row({ value, kind, owner, host, mac, path }: PlanEntry): Html {
  const on = host === undefined ? html`` : html` data-hosts="${host}"`;
  return html`<tr data-row${on} data-text="${owner} ${value}">
    <th scope="row"><code>${value}</code></th>
    <td><span class="kind ${className(kind)}">${kind}</span></td>
    <td>${owner}</td>
    <td><code>${mac ?? ""}</code></td>
    <td><code class="faint">${path}</code></td>
  </tr>`;
}

function className(kind: string): string {
  return kind.replaceAll(" ", "-");
}

function grouped(free: string): string {
  return free.length > 12 ? `about 10^${free.length - 1}` : BigInt(free).toLocaleString("en");
}
