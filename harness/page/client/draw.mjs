import { milliseconds } from "./arrange.mjs";

/** An element with attributes and children; texts are texts, never markup. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** The matrix as a table with a button for each field. `choose` is called with what is behind a field. */
export function drawMatrix(table, { rows, columns, grouped }, choose) {
  const head = element(
    "tr",
    {},
    element("th", { scope: "col", class: "corner" }, grouped ? "from host \\ to segment" : "from \\ to"),
    ...columns.map(({ name }) => element("th", { scope: "col", title: name }, element("span", {}, shorten(name)))),
  );
  const body = rows.map(({ name, fields }) =>
    element(
      "tr",
      {},
      element("th", { scope: "row", title: name }, shorten(name)),
      ...fields.map((field, at) => {
        if (field === undefined) return element("td", { class: columns[at].name === name && !grouped ? "self" : "" });
        const button = element(
          "button",
          {
            type: "button",
            tabindex: "-1",
            class: `field ${field.tone}${field.tone === "good" ? ` heat${field.heat}` : ""}`,
            "aria-label": describeField(name, columns[at].name, field),
          },
          field.text,
        );
        button.addEventListener("click", () => choose(name, columns[at].name, field, button));
        return element("td", {}, button);
      }),
    ),
  );
  table.replaceChildren(element("thead", {}, head), element("tbody", {}, ...body));
  table.querySelector("button")?.setAttribute("tabindex", "0");
}

/** A field in words, for those who do not see it. */
export function describeField(from, to, { cells, bad, tone, slowest }) {
  const what = {
    good: slowest > 0 ? `reached, ${milliseconds(slowest)} ms at most, as planned` : "reached, as planned",
    quiet: "blocked, as planned",
    bad: "not as planned",
    unknown: "could not be tried",
  }[tone];
  const count = cells.length === 1 ? "" : `, ${bad > 0 ? `${bad} of ${cells.length}` : cells.length} cells`;
  return `${from} to ${to}: ${what}${count}`;
}

/** Arrow keys move between the fields, as in a spreadsheet; only one of them is in the tab order. */
export function moveByKeys(table) {
  table.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    const cell = event.target.closest("td");
    if (step === undefined || cell === null) return;
    event.preventDefault();
    const next = neighbour(table, cell, step);
    if (next === undefined) return;
    event.target.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  });
}

/** The next field in a direction; those without cells are stepped over. */
function neighbour(table, cell, [down, right]) {
  let row = cell.parentElement.rowIndex;
  let column = cell.cellIndex;
  for (;;) {
    row += down;
    column += right;
    const found = table.rows[row]?.cells[column];
    if (found === undefined || row < 1 || column < 1) return undefined;
    const button = found.querySelector("button");
    if (button !== null) return button;
  }
}

function shorten(name) {
  return name.length > 22 ? `${name.slice(0, 21)}…` : name;
}
