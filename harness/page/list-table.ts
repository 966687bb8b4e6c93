import { html, type Html } from "./html";

/** A table with one line for each thing. */
export function listTable(heads: readonly string[], rows: readonly Html[]): Html {
  return html`<table class="list">
    <thead>
      <tr>
        ${heads.map((head) => html`<th scope="col">${head}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}
