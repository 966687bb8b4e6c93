import { outlineOf, type OutlineNode } from "./outline";
import type { Mark, Picture } from "./picture";
import { segmentLine } from "./segment-colour";

/** GitHub draws no longer text, and no more lines between nodes. */
export const GITHUB_LIMITS = { characters: 50_000, lines: 500 };

/** The picture as a Mermaid flowchart, for Markdown on GitHub and GitLab. */
export function renderMermaid(picture: Picture): string {
  const { nodes, lines } = outlineOf(picture);
  return [
    "flowchart TB",
    ...nodes.flatMap((node) => nodeLines(node, 1)),
    ...lines.map(([from, to]) => `  ${from} --- ${to}`),
    ...picture.segments.map((_, at) => `  classDef s${at} stroke:${segmentLine(at)},stroke-width:2px`),
    // The later definition wins.
    ...(nodes.some(isMarked) ? Object.entries(MARKS).map(([mark, style]) => `  classDef ${mark} ${style}`) : []),
    "",
  ].join("\n");
}

/** Strokes that stand out on light and dark ground; the words tell them apart for those who do not see the colours. */
const MARKS: Readonly<Record<Mark, string>> = {
  added: "stroke:#2da44e,stroke-width:4px",
  changed: "stroke:#d4a72c,stroke-width:4px",
  removed: "stroke:#cf222e,stroke-width:4px,stroke-dasharray:6 4",
};

function isMarked({ mark, children }: OutlineNode): boolean {
  return mark !== undefined || children.some(isMarked);
}

function nodeLines(node: OutlineNode, depth: number): string[] {
  const { id, kind, segment, mark, children } = node;
  const indent = "  ".repeat(depth);
  const [first = "", ...others] = node.label;
  const label = [mark === undefined ? first : `${first} (${mark})`, ...others];
  const isGroup = children.length > 0;
  // The title of a group has room for one line: what is in the group covers a second.
  const text = `"${label.map(quote).join(isGroup ? ", " : "<br/>")}"`;
  // A class does not reach the edge of a group.
  const marked = isGroup ? `style ${id} ${mark === undefined ? "" : MARKS[mark]}` : `class ${id} ${mark ?? ""}`;
  const style = [
    ...(segment === undefined ? [] : [`${indent}class ${id} s${segment}`]),
    ...(mark === undefined ? [] : [`${indent}${marked}`]),
  ];
  if (!isGroup) return [`${indent}${id}${kind === "bus" ? `[[${text}]]` : `[${text}]`}`, ...style];
  return [
    `${indent}subgraph ${id}[${text}]`,
    ...children.flatMap((child) => nodeLines(child, depth + 1)),
    `${indent}end`,
    ...style,
  ];
}

function quote(text: string): string {
  // A grave accent begins Markdown there.
  return text.replaceAll(/\s+/g, " ").replace(/[#"<>&`]/g, (character) => `#${character.charCodeAt(0)};`);
}
