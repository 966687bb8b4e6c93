import { escapeMarkup } from "../../harness/escape-markup";

/** One environment on the page: its tables as Markdown, and its picture. */
export interface PagePart {
  readonly stack: string;
  readonly markdown: string;
  readonly svg?: string;
}

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem; color-scheme: light dark; }
table { border-collapse: collapse; margin: 1rem 0; } th, td { border: 1px solid #8886; padding: .3rem .6rem; text-align: left; vertical-align: top; }
code { font: 13px ui-monospace, monospace; } img { max-width: 100%; height: auto; }
`;

/** A page of its own that needs no network, for those who have no Markdown viewer. */
export function reviewPage(summary: string, parts: readonly PagePart[]): string {
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`,
    `<title>Review</title><style>${STYLE}</style></head><body><h1>What this changes in the network</h1>`,
    htmlOf(summary),
    ...parts.flatMap(({ stack, markdown, svg }) => [
      ...[`<h2>${escapeMarkup(stack)}</h2>`, htmlOf(markdown)],
      ...(svg === undefined ? [] : [imageOf(stack, svg)]),
    ]),
    "</body></html>",
    "",
  ].join("\n");
}

/** An image of its own, because each picture has a style sheet with the same names. */
function imageOf(stack: string, svg: string): string {
  return `<img alt="${escapeMarkup(`The network of ${stack}`)}" src="data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}">`;
}

/** The Markdown that this project writes: tables, lists, bold lines, code spans and folded parts. */
function htmlOf(markdown: string): string {
  return markdown
    .split(/\n{2,}/)
    .map((block) => {
      const lines = block.split("\n");
      if (block.startsWith("|")) return tableOf(lines);
      if (block.startsWith("- "))
        return `<ul>${lines.map((line) => `<li>${inline(line.slice(2))}</li>`).join("")}</ul>`;
      if (/^<\/?details>/.test(block)) return block;
      return `<p>${inline(block)}</p>`;
    })
    .join("\n");
}

function tableOf([header = "", , ...rows]: readonly string[]): string {
  const cells = (line: string, tag: string): string =>
    line
      .replace(/^\| /, "")
      .replace(/ \|$/, "")
      .split(" | ")
      .map((cell) => `<${tag}>${inline(cell.trim())}</${tag}>`)
      .join("");
  return `<table><thead><tr>${cells(header, "th")}</tr></thead><tbody>${rows.map((row) => `<tr>${cells(row, "td")}</tr>`).join("")}</tbody></table>`;
}

function inline(text: string): string {
  return escapeMarkup(text)
    .replaceAll(/`([^`]*)`/g, "<code>$1</code>")
    .replaceAll(/\*\*([^*`]+)\*\*/g, "<strong>$1</strong>");
}
