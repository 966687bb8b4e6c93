import type { DarkTime, EndpointDarkTime } from "../../dark-time/dark-time-report";
import { html, type Html } from "../html";

/** When each endpoint did not answer during the change, longest first, on one time line. */
export function darkTimes({ seconds, touchedHosts, endpoints }: DarkTime): Html {
  const shown = endpoints
    .filter(({ outcome }) => outcome !== "answered")
    .sort((a, b) => (b.darkSeconds ?? 0) - (a.darkSeconds ?? 0));
  const never = endpoints.length - shown.length;
  const touched = touchedHosts.length === 0 ? "no host" : touchedHosts.join(", ");
  return html`<p>
      The change took ${seconds.toFixed(1)} s and touched ${touched}. Never dark, asked ten times a second: ${never} of
      ${endpoints.length} endpoints.
    </p>
    ${
      shown.length === 0
        ? undefined
        : html`<table class="list">
            <thead>
              <tr>
                <th scope="col">Endpoint</th>
                <th scope="col">Segment</th>
                <th scope="col">Address</th>
                <th scope="col">Dark</th>
                <th scope="col" class="wide">From 0 to ${seconds.toFixed(0)} s</th>
                <th scope="col">Why</th>
              </tr>
            </thead>
            <tbody>
              ${shown.map((endpoint) => row(endpoint, seconds))}
            </tbody>
          </table>`
    }`;
}

function row(endpoint: EndpointDarkTime, seconds: number): Html {
  const { name, segment, before, after, outcome, darkSeconds, gaps = [], why } = endpoint;
  const addresses = [...new Set([before, after].flatMap((place) => place?.address ?? []))].join(" → ");
  const on = [before, after].flatMap((place) => place?.host ?? []).join(" ");
  const dark =
    darkSeconds === undefined
      ? outcome
      : `${darkSeconds.toFixed(1)} s${outcome === "still dark" ? ", still dark" : ""}`;
  const bars = gaps.map(({ from, to }) => html`<rect class="dark" x="${((from / seconds) * 1000).toFixed(1)}" width="${Math.max(3, ((to - from) / seconds) * 1000).toFixed(1)}" height="10"/>`); // prettier-ignore
  const said = gaps.map(({ from, to }) => `${from.toFixed(1)} to ${to.toFixed(1)} s`).join(", ");
  return html`<tr data-row data-hosts="${on}" data-segments="${segment ?? ""}" data-text="${name}">
    <th scope="row">${name}</th>
    <td>${segment ?? "LAN"}</td>
    <td><code>${addresses}</code></td>
    <td class="bad">${dark}</td>
    <td>
      <svg
        class="map"
        viewBox="0 0 1000 10"
        preserveAspectRatio="none"
        role="img"
        aria-label="dark: ${said === "" ? "not known" : said}"
      >
        <rect class="free" width="1000" height="10" />
        ${bars}
      </svg>
    </td>
    <td>${why ?? ""}</td>
  </tr>`;
}
