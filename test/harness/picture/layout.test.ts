import { describe, expect, it } from "vitest";
import { boxesOf, type Box } from "../../../harness/picture/boxes";
import { spaceAbove } from "../../../harness/picture/buses";
import { layOut, type Placed } from "../../../harness/picture/layout";
import { pictureOf } from "../../../harness/picture/picture";
import { STACKS } from "./stacks";

describe.each(Object.entries(STACKS))("the layout of %s", (_, output) => {
  it("keeps every box inside its parent, below its texts, and apart from the others", async () => {
    const picture = pictureOf(output());
    const above = spaceAbove(picture);
    const { hosts, width, height } = await layOut(boxesOf(picture), above);
    const faults = [
      ...apart(hosts.map((host) => ({ ...host, y: host.y - above, height: host.height + above }))),
      ...hosts.filter((host) => host.x < 0 || host.y < above || right(host) > width || bottom(host) > height),
      ...hosts.flatMap(inside),
    ];
    expect(faults.map((fault) => (typeof fault === "string" ? fault : fault.id))).toEqual([]);
  });

  it("keeps hosts in the order of the configuration, row by row", async () => {
    const picture = pictureOf(output());
    const { hosts } = await layOut(boxesOf(picture), 60);
    const read = [...hosts].sort((a, b) => a.y - b.y || a.x - b.x).map(({ name }) => name);
    expect(read).toEqual(picture.hosts.map(({ name }) => name));
  });
});

it("the layout of 50 hosts is no ribbon", async () => {
  const { width, height } = await layOut(boxesOf(pictureOf(STACKS["50 hosts"]?.() ?? fail())), 60);
  expect(width / height).toBeGreaterThan(1);
  expect(width / height).toBeLessThan(2.5);
});

function fail(): never {
  throw new Error("there is no such stack");
}

function inside(box: Placed): string[] {
  return [
    ...box.children
      .filter(
        (child) =>
          child.x < box.x ||
          child.y <= box.y + lastBaseline(box) ||
          right(child) > right(box) ||
          bottom(child) > bottom(box),
      )
      .map(({ id }) => `${id} leaves ${box.id}`),
    ...apart(box.children),
    ...box.children.flatMap(inside),
  ];
}

function lastBaseline({ texts }: Placed): number {
  return Math.max(-1, ...texts.map(({ y }) => y));
}

/** Pairs of neighbours that cover each other. */
function apart(boxes: readonly Placed[]): string[] {
  return boxes.flatMap((box, at) =>
    boxes
      .slice(at + 1)
      .filter((other) => box.x < right(other) && other.x < right(box) && box.y < bottom(other) && other.y < bottom(box))
      .map((other) => `${box.id} covers ${other.id}`),
  );
}

function right({ x, width }: Pick<Placed, "x"> & Pick<Box, "width">): number {
  return x + width;
}

function bottom({ y, height }: Pick<Placed, "y"> & Pick<Box, "height">): number {
  return y + height;
}
