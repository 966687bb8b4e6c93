import { html, type Html } from "../html";
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
  const spans = entries.flatMap(({ span, kind }) => (span === undefined ? [] : [{ span, kind }]));
  const about = segments.length === 0 ? html`` : html` data-segments="${segments.join(" ")}"`;
  return html`<details data-row${about}${open ? html` open` : html``}>
    <summary>
      <strong>${text}</strong> <span>${domain}</span>
      <span class="faint">${space}</span>${spans.length === 0 ? undefined : map(spans, text)}
    </summary>
    <p class="faint">${owner}</p>
    <table class="list">
      <thead>
        <tr>
          <th scope="col">Address</th>
          <th scope="col">Kind</th>
          <th scope="col">Owner</th>
          <th scope="col">MAC</th>
          <th scope="col">Configured at</th>
        </tr>
      </thead>
      <tbody>
        ${entries.map(row)}
      </tbody>
    </table>
  </details>`;
}

function row({ value, kind, owner, host, mac, path }: PlanEntry): Html {
  const on = host === undefined ? html`` : html` data-hosts="${host}"`;
  return html`<tr data-row${on} data-text="${owner} ${value}">
    <th scope="row"><code>${value}</code></th>
    <td><span class="kind ${kind.replaceAll(" ", "-")}">${kind}</span></td>
    <td>${owner}</td>
    <td><code>${mac ?? ""}</code></td>
    <td><code class="faint">${path}</code></td>
  </tr>`;
}

/** The subnet as a strip from its first address to its last; what is taken is filled. */
function map(spans: readonly { span: readonly [number, number]; kind: string }[], subnet: string): Html {
  const bars = spans.map(({ span: [start, length], kind }) => html`<rect class="${kind.replaceAll(" ", "-")}" x="${(start * 1000).toFixed(1)}" width="${Math.max(3, length * 1000).toFixed(1)}" height="10"/>`); // prettier-ignore
  return html`<svg
    class="map"
    viewBox="0 0 1000 10"
    preserveAspectRatio="none"
    role="img"
    aria-label="Map of ${subnet}: ${spans.length} entries"
  >
    <rect class="free" width="1000" height="10" />
    ${bars}
  </svg>`;
}

function grouped(free: string): string {
  return free.length > 12 ? `about 10^${free.length - 1}` : BigInt(free).toLocaleString("en");
}
