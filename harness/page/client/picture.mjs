/** Marks what is not as planned, dims what a filter hides, and sets the filter by a click on what it shows. */
export function connectPicture(svg, data, setFilter) {
  const failing = new Set();
  for (let at = 0; at < data.size; at += 1) {
    if (data.cells.ok[at] === 1) continue;
    const [from, to] = [data.ends[data.cells.from[at]], data.ends[data.cells.to[at]]];
    for (const end of [from, to]) if (end.kind === "container") failing.add(end.name);
  }
  for (const chip of svg.querySelectorAll("[data-container]")) {
    if (failing.has(chip.dataset.container)) chip.classList.add("failing");
  }
  svg.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-container]");
    const link = event.target.closest("[data-segment]");
    const host = event.target.closest("[data-host]");
    if (chip !== null) setFilter({ name: chip.dataset.container });
    else if (link !== null) setFilter({ segment: Number(link.dataset.segment) });
    else if (host !== null) setFilter({ host: host.dataset.host });
  });
}

/** Dims what a filter leaves out. */
export function dimPicture(svg, { segment, host, name }) {
  const wanted = name?.toLowerCase();
  for (const box of svg.querySelectorAll("[data-host]")) {
    box.classList.toggle("dim", host !== undefined && box.dataset.host !== host);
  }
  for (const link of svg.querySelectorAll("[data-segment]")) {
    link.classList.toggle("dim", segment !== undefined && Number(link.dataset.segment) !== segment);
  }
  for (const chip of svg.querySelectorAll("[data-container]")) {
    chip.classList.toggle("dim", wanted !== undefined && !chip.dataset.container.toLowerCase().includes(wanted));
  }
}

/** Buttons that make the picture larger and smaller; at first it fits. */
export function connectZoom(frame, svg, buttons) {
  const natural = svg.viewBox.baseVal.width;
  let scale = 0;
  const apply = () => {
    svg.style.width = scale === 0 ? `min(100%, ${natural}px)` : `${natural * scale}px`;
    svg.style.height = "auto";
  };
  const current = () => svg.getBoundingClientRect().width / natural;
  const steps = { in: () => current() * 1.4, out: () => current() / 1.4, fit: () => 0, full: () => 1 };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const left = frame.scrollLeft / frame.scrollWidth;
      scale = steps[button.dataset.zoom]();
      apply();
      frame.scrollLeft = left * frame.scrollWidth;
    });
  }
  apply();
}
