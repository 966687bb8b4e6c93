import type { DarkTime, EndpointDarkTime } from "../../dark-time/dark-time-report";
import { html, type Html } from "../html";
import { listTable } from "../list-table";
import { strip } from "../strip";

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
        : listTable(
            ["Endpoint", "Segment", "Address", "Dark", `From 0 to ${seconds.toFixed(0)} s`, "Why"],
            shown.map((endpoint) => row(endpoint, seconds)),
          )
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
  const bars = gaps.map(({ from, to }) => ({ start: from / seconds, length: (to - from) / seconds, kind: "dark" }));
  const said = gaps.map(({ from, to }) => `${from.toFixed(1)} to ${to.toFixed(1)} s`).join(", ");
  return html`<tr data-row data-hosts="${on}" data-segments="${segment ?? ""}" data-text="${name}">
    <th scope="row">${name}</th>
    <td>${segment ?? "LAN"}</td>
    <td><code>${addresses}</code></td>
    <td class="bad">${dark}</td>
    <td>${strip(`dark: ${said === "" ? "not known" : said}`, bars)}</td>
    <td>${why ?? ""}</td>
  </tr>`;
}
