import type { FabricOutput } from "../../contract";
import { html, raw, type Html } from "../html";

/** What narrows down all sections at once. */
export function filterForm({ segments, hosts, containers }: FabricOutput): Html {
  const segmentOptions = Object.entries(segments).map(
    ([name, { vlan }], at) =>
      html`<option value="${at}">${name}${vlan === undefined ? ", untagged" : `, VLAN ${vlan}`}</option>`,
  );
  const names = [...Object.keys(containers), ...Object.keys(hosts)].map(
    (name) => html`<option value="${name}"></option>`,
  );
  return html`<form id="filter" role="search" aria-label="Filter">
    <label
      >VLAN
      <select id="f-segment">
        <option value="">all</option>
        ${segmentOptions}
      </select></label
    >
    <label
      >Host
      <select id="f-host">
        <option value="">all</option>
        ${Object.keys(hosts).map((name) => html`<option>${name}</option>`)}
      </select></label
    >
    <label
      >Name
      <input
        id="f-name"
        type="search"
        list="names"
        placeholder="container or host"
        autocomplete="off"
        spellcheck="false"
    /></label>
    <datalist id="names">${names}</datalist>
    <label class="check"><input id="f-failed" type="checkbox" /> Only failures</label>
    <button type="reset">Show all</button>
    <output id="f-count" aria-live="polite"></output>
  </form>`;
}

/** The picture in a frame that scrolls; a click on anything in it sets the filter. */
export function picture(svg: string): Html {
  return html`<div class="tools" role="group" aria-label="Size of the picture">
      <button type="button" data-zoom="fit">Fit</button><button type="button" data-zoom="full">100 %</button
      ><button type="button" data-zoom="out" aria-label="Smaller">−</button
      ><button type="button" data-zoom="in" aria-label="Larger">+</button>
      <span class="faint">Click a host, segment or container to filter by it.</span>
    </div>
    <div id="picture" class="frame" tabindex="0" role="region" aria-label="Picture of the network, scrollable">
      ${raw(svg)}
    </div>`;
}

/** The frame of the matrix, which the script fills, and the place of the evidence. */
export function matrix(): Html {
  return html`<noscript
      ><p class="problem bad">This part needs JavaScript, which the page contains and your browser does not run.</p>
    </noscript>
    <p id="matrix-help" class="faint">
      Rows reach columns. Figures are round trips in milliseconds, or numbers of cells. Choose a field, with the mouse
      or with arrow keys and Enter, to see what was tried and seen.
    </p>
    <div id="split" class="split">
      <div class="frame" tabindex="0" role="region" aria-label="Matrix, scrollable">
        <table id="matrix" class="matrix" aria-describedby="matrix-help"></table>
      </div>
      <aside id="evidence" aria-live="polite" aria-label="Evidence" hidden></aside>
    </div>
    <ul class="legend" aria-label="Colours">
      ${COLOURS.map(([look, what]) => html`<li><span class="swatch ${look}"></span>${what}</li>`)}
    </ul>`;
}

const COLOURS = [
  ["good heat0", "reached within 1 ms"],
  ["good heat1", "5 ms"],
  ["good heat2", "20 ms"],
  ["good heat3", "100 ms"],
  ["good heat4", "slower"],
  ["quiet", "blocked, as planned"],
  ["bad", "not as planned"],
  ["unknown", "could not be tried"],
] as const;
