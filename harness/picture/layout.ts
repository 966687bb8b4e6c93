import type { ElkNode, LayoutOptions } from "elkjs";
import { AROUND_NICS, type Box } from "./boxes";

/** A box with its place in the picture, in pixels. */
export interface Placed extends Omit<Box, "children"> {
  readonly x: number;
  readonly y: number;
  readonly children: readonly Placed[];
}

export interface Layout {
  readonly hosts: readonly Placed[];
  readonly width: number;
  readonly height: number;
}

/** How the children of a box are packed: pixels between them and around them, and width to height of the whole. */
interface Packing {
  readonly gap: number;
  readonly around: number;
  readonly shape: number;
  /** Whether they grow until their rows are full. */
  readonly fill: boolean;
}

const PICTURE: Packing = { gap: 28, around: 0, shape: 1.6, fill: false };

const PACKINGS: Partial<Record<Box["kind"], Packing>> = {
  // NICs stay side by side, so that each has a place on the host's edge.
  host: { gap: 20, around: AROUND_NICS, shape: 100, fill: true },
  nic: { gap: 10, around: 0, shape: 0.8, fill: true },
  link: { gap: 5, around: 10, shape: 1.4, fill: false },
  bridge: { gap: 5, around: 10, shape: 1.4, fill: false },
};

/**
 * Packs the boxes in rows, level by level, in the order of the configuration.
 * @param above space that is kept free above each row of hosts, in pixels
 */
export async function layOut(boxes: readonly Box[], above: number): Promise<Layout> {
  // Loading it takes longer than most commands do.
  const { default: elk } = await import("elkjs");
  const children = boxes.map((box) => toNode(box, above));
  const root: ElkNode = await new elk.default().layout({ id: "picture", layoutOptions: packing(PICTURE, 0), children });
  const { width = 0, height = 0 } = root;
  const hosts = boxes.map((box, at) => place(box, root.children?.[at], { x: 0, y: 0 }, above));
  return { width, height, hosts: evenRows(hosts) };
}

/** All hosts of a row as high as the highest. */
function evenRows(hosts: readonly Placed[]): Placed[] {
  const heights = new Map<number, number>();
  for (const { y, height } of hosts) heights.set(y, Math.max(height, heights.get(y) ?? 0));
  return hosts.map((host) => ({ ...host, height: heights.get(host.y) ?? host.height }));
}

function toNode({ id, kind, width, height, head, children }: Box, above = 0): ElkNode {
  const used = PACKINGS[kind];
  const [child] = children;
  if (used === undefined || child === undefined) return { id, width, height: height + above };
  // One endpoint alone needs no packing: that halves the time for large stacks.
  if (children.length === 1 && child.children.length === 0) {
    return {
      id,
      width: Math.max(width, child.width + 2 * used.around),
      height: Math.max(height, head + child.height + used.around) + above,
    };
  }
  return {
    id,
    layoutOptions: {
      ...packing(used, head + above),
      "elk.nodeSize.constraints": "MINIMUM_SIZE",
      "elk.nodeSize.minimum": `(${width},${height + above})`,
    },
    children: children.map((child) => toNode(child)),
  };
}

function packing({ gap, around, shape, fill }: Packing, head: number): LayoutOptions {
  return {
    "elk.algorithm": "rectpacking",
    "elk.aspectRatio": `${shape}`,
    "elk.spacing.nodeNode": `${gap}`,
    "elk.padding": `[top=${head},left=${around},bottom=${around},right=${around}]`,
    // Rows, not stacks within rows: hosts of one row hang on one line.
    "elk.rectpacking.packing.strategy": "SIMPLE",
    ...(fill ? { "elk.rectpacking.whiteSpaceElimination.strategy": "EQUAL_BETWEEN_STRUCTURES" } : {}),
  };
}

/** Adds up the places of all parents, as ELK counts from the parent's corner. */
function place(box: Box, node: ElkNode | undefined, parent: { x: number; y: number }, above = 0): Placed {
  const { x = 0, y = 0, width = box.width, height = box.height } = node ?? {};
  const corner = { x: parent.x + x, y: parent.y + y };
  const alone = { id: "", x: PACKINGS[box.kind]?.around ?? 0, y: box.head };
  return {
    ...box,
    x: corner.x,
    y: corner.y + above,
    width,
    height: height - above,
    children: box.children.map((child, at) => place(child, node?.children?.[at] ?? alone, corner)),
  };
}
