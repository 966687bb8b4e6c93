import { outlineOf, type OutlineNode } from "./outline";
import type { Picture } from "./picture";
import { segmentLine } from "./segment-colour";

/** The picture as text for D2. */
export function renderD2(picture: Picture): string {
  const { nodes, lines } = outlineOf(picture);
  const paths = new Map(nodes.flatMap((node) => pathsOf(node, "")));
  return [
    "direction: down",
    ...nodes.flatMap((node) => nodeLines(node, 0)),
    ...lines.map(([from, to]) => `${paths.get(from) ?? from} -- ${paths.get(to) ?? to}`),
    "",
  ].join("\n");
}

function nodeLines({ id, label, segment, children }: OutlineNode, depth: number): string[] {
  const indent = "  ".repeat(depth);
  const colour = segment === undefined ? [] : [`${indent}  style.stroke: "${segmentLine(segment)}"`];
  const inside = [...colour, ...children.flatMap((child) => nodeLines(child, depth + 1))];
  const head = `${indent}${id}: ${quote(label.join("\n"))}`;
  return inside.length === 0 ? [head] : [`${head} {`, ...inside, `${indent}}`];
}

/** Lines name a node by the ids of all that it is in. */
function pathsOf({ id, children }: OutlineNode, parent: string): [string, string][] {
  const path = parent === "" ? id : `${parent}.${id}`;
  return [[id, path], ...children.flatMap((child) => pathsOf(child, path))];
}

function quote(text: string): string {
  return `"${text.replace(/[\\"$]/g, "\\$&").replaceAll("\n", "\\n")}"`;
}
