import { outlineOf, type OutlineNode } from "./outline";
import type { Picture } from "./picture";
import { segmentLine } from "./segment-colour";

/** The picture for Graphviz, which makes it readable up to about ten hosts. */
export function renderDot(picture: Picture): string {
  const { nodes, lines } = outlineOf(picture);
  const byId = new Map(nodes.flatMap(withChildren).map((node) => [node.id, node]));
  const edges = lines.map(([from, to]) => {
    // Graphviz draws a line to a cluster as one to a node in it, cut off at the edge.
    const [first] = byId.get(to)?.children ?? [];
    return first === undefined ? `  ${from} -- ${to}` : `  ${from} -- ${first.id} [lhead=cluster_${to}]`;
  });
  return [
    `graph ${quote(picture.stack)} {`,
    "  compound=true",
    '  graph [fontname="sans-serif", fontsize=11, style=rounded, labeljust=l]',
    '  node [fontname="sans-serif", fontsize=10, shape=box, style=rounded, height=0.3]',
    ...nodes.flatMap((node) => nodeLines(node, 1)),
    ...edges,
    "}",
    "",
  ].join("\n");
}

function nodeLines(node: OutlineNode, depth: number): string[] {
  const { id, kind, segment, children } = node;
  const indent = "  ".repeat(depth);
  const label = `label=${quote(node.label.join("\n"))}`;
  const colour = segment === undefined ? [] : [`color="${segmentLine(segment)}"`];
  if (children.length === 0) {
    const shape = kind === "bus" ? ["shape=underline"] : [];
    return [`${indent}${id} [${[label, ...shape, ...colour].join(", ")}]`];
  }
  return [
    `${indent}subgraph cluster_${id} {`,
    ...[label, ...colour].map((line) => `${indent}  ${line}`),
    ...children.flatMap((child) => nodeLines(child, depth + 1)),
    `${indent}}`,
  ];
}

function withChildren(node: OutlineNode): OutlineNode[] {
  return [node, ...node.children.flatMap(withChildren)];
}

function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n")}"`;
}
