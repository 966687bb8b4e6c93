import { html, type Html } from "./html";

/** A part of a strip; start and length as fractions of the whole. */
export interface Bar {
  readonly start: number;
  readonly length: number;
  readonly kind: string;
}

/** A strip whose parts are filled, such as a subnet with what is taken, or a time with what was dark. */
export function strip(label: string, bars: readonly Bar[]): Html {
  const filled = bars.map(({ start, length, kind }) => html`<rect class="${kind}" x="${(start * 1000).toFixed(1)}" width="${Math.max(3, length * 1000).toFixed(1)}" height="10"/>`); // prettier-ignore
  return html`<svg class="map" viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" aria-label="${label}">
    <rect class="free" width="1000" height="10" />
    ${filled}
  </svg>`;
}
