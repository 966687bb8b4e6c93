import { outlineOf, type OutlineNode } from "./outline";
import type { Picture } from "./picture";
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
    "",
  ].join("\n");
}

function nodeLines(node: OutlineNode, depth: number): string[] {
  const { id, kind, segment, children } = node;
  const indent = "  ".repeat(depth);
  const text = `"${node.label.map(quote).join("<br/>")}"`;
  const style = segment === undefined ? [] : [`${indent}class ${id} s${segment}`];
  if (children.length === 0) return [`${indent}${id}${kind === "bus" ? `[[${text}]]` : `[${text}]`}`, ...style];
  return [
    `${indent}subgraph ${id}[${text}]`,
    ...children.flatMap((child) => nodeLines(child, depth + 1)),
    `${indent}end`,
    ...style,
  ];
}

function quote(text: string): string {
  return text.replace(/[#"<>&]/g, (character) => `#${character.charCodeAt(0)};`);
}
