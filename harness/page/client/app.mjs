import { arrange } from "./arrange.mjs";
import { matching, readData } from "./data.mjs";
import { drawMatrix, moveByKeys } from "./draw.mjs";
import { showEvidence } from "./evidence.mjs";
import { connectPicture, connectZoom, dimPicture } from "./picture.mjs";

const byId = (id) => document.getElementById(id);

const data = readData(byId("data").textContent);
const table = byId("matrix");
const inputs = { segment: byId("f-segment"), host: byId("f-host"), name: byId("f-name"), failed: byId("f-failed") };
const svg = document.querySelector("#picture svg");

function readFilter() {
  const { segment, host, name, failed } = inputs;
  return {
    segment: segment.value === "" ? undefined : Number(segment.value),
    host: host.value === "" ? undefined : host.value,
    name: name.value.trim() === "" ? undefined : name.value.trim(),
    failed: failed.checked,
  };
}

function setFilter({ segment, host, name }) {
  if (segment !== undefined) inputs.segment.value = String(segment);
  if (host !== undefined) inputs.host.value = host;
  if (name !== undefined) inputs.name.value = name;
  update();
}

function update() {
  const filter = readFilter();
  const found = matching(data, filter);
  const arranged = arrange(data, found);
  drawMatrix(table, arranged, (from, to, field, button) => {
    for (const other of table.querySelectorAll("[aria-pressed]")) other.removeAttribute("aria-pressed");
    button.setAttribute("aria-pressed", "true");
    byId("evidence").hidden = false;
    byId("split").classList.add("open");
    showEvidence(byId("evidence"), data, from, to, field.cells);
  });
  const failed = found.filter((at) => data.cells.ok[at] !== 1).length;
  const by = arranged.grouped ? ", grouped by host and segment: filter to see single endpoints" : "";
  byId("f-count").textContent =
    `${found.length.toLocaleString("en")} of ${data.size.toLocaleString("en")} cells, ${failed} not as planned${by}`;
  if (svg !== null) dimPicture(svg, filter);
  filterRows(filter);
}

/** Rows of the other sections say what they are about; what says nothing is always shown. */
function filterRows({ segment, host, name }) {
  const segmentName = segment === undefined ? undefined : data.segments[segment].name;
  const wanted = name?.toLowerCase();
  for (const row of document.querySelectorAll("[data-row]")) {
    const { hosts, segments, text } = row.dataset;
    const hidden =
      (host !== undefined && hosts !== undefined && !hosts.split(" ").includes(host)) ||
      (segmentName !== undefined && segments !== undefined && !segments.split(" ").includes(segmentName)) ||
      (wanted !== undefined && text !== undefined && !text.toLowerCase().includes(wanted));
    row.hidden = hidden;
  }
}

for (const input of Object.values(inputs)) input.addEventListener("input", update);
byId("filter").addEventListener("reset", () => setTimeout(update));
byId("filter").addEventListener("submit", (event) => event.preventDefault());
moveByKeys(table);
if (svg !== null) {
  connectPicture(svg, data, setFilter);
  connectZoom(byId("picture"), svg, document.querySelectorAll("[data-zoom]"));
}
window.addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details")) details.open = true;
});
update();
