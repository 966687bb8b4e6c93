import { groupBy } from "../../group-by";
import { html, type Html } from "../html";
import type { PolicyFindings } from "../page-input";

/** What the rules said about the last update, mandatory ones first, each with its advice. */
export function policies({ checked, findings }: PolicyFindings): Html {
  const when = checked.replace("T", " ").replace(/\.\d+Z$/, " UTC");
  if (findings.length === 0) return html`<p>No rule had anything to say about the update of ${when}.</p>`;
  const groups = [...groupBy(findings, ({ rule }) => rule)].sort(
    ([, [a]], [, [b]]) => Number(b?.level === "mandatory") - Number(a?.level === "mandatory"),
  );
  const items = groups.map(
    ([rule, group]) =>
      html`<li
        class="problem ${group[0]?.level === "mandatory" ? "bad" : "note"}"
        data-row
        data-text="${group.map(({ message }) => message).join(" ")}"
      >
        <h3>${rule} <span class="kind">${group[0]?.level ?? ""}</span></h3>
        ${group.map(({ message, resource }) => html`<p>${resource === undefined ? undefined : html`<strong>${resource}</strong> `}${message}</p>`)}
      </li>`,
  );
  return html`<p class="faint">Checked with the update of ${when}.</p>
    <ul class="problems">
      ${items}
    </ul>`;
}
