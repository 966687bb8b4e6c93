import { escapeMarkup } from "../escape-markup";
import { boxesOf } from "./boxes";
import { busLines, spaceAbove, thickness, type Cable } from "./buses";
import { layOut, type Placed } from "./layout";
import type { Picture } from "./picture";
import { segmentLine } from "./segment-colour";

/** The picture for draw.io, with the positions of the SVG: each box moves with everything that is in it. */
export async function renderDrawio(picture: Picture): Promise<string> {
  const { hosts } = await layOut(boxesOf(picture), spaceAbove(picture));
  const cells = [
    ...busLines(picture, hosts).flatMap(({ lines, drops, labels }, bus) => [
      ...[...lines, ...drops].map((cable, at) => lineCell(`bus${bus}/${at}`, cable)),
      ...labels.map(({ x, y, text }, at) => {
        const place = { x, y: y - 16, width: 320, height: 20 };
        return shape(`bus${bus}/label${at}`, ROOT, place, text, "text;align=left;verticalAlign=middle;");
      }),
    ]),
    ...hosts.flatMap((host) => boxCells(host, { id: ROOT, x: 0, y: 0 })),
  ];
  return [
    '<mxfile host="macvlan-fabric">',
    `<diagram id="network" name="${escapeMarkup(picture.stack)}"><mxGraphModel grid="0" page="0"><root>`,
    `<mxCell id="0"/><mxCell id="${ROOT}" parent="0"/>`,
    ...cells,
    "</root></mxGraphModel></diagram>",
    "</mxfile>",
    "",
  ].join("\n");
}

/** The layer that everything is on. */
const ROOT = "1";

function boxCells(box: Placed, parent: { id: string; x: number; y: number }): string[] {
  const { id, kind, texts, children, segment, tag } = box;
  const colour = segment === undefined ? "#7b8999" : segmentLine(segment);
  const label = [...(tag === undefined ? [] : [tag]), ...texts.map(({ text }) => text)].join("  ");
  const look = kind === "nic" ? "strokeColor=none;fillColor=none;" : `rounded=1;arcSize=6;strokeColor=${colour};`;
  const style = `${look}${children.length > 0 ? "container=1;collapsible=0;" : ""}align=left;verticalAlign=top;spacingLeft=6;`;
  return [
    shape(id, parent.id, { ...box, x: box.x - parent.x, y: box.y - parent.y }, label, style),
    ...children.flatMap((child) => boxCells(child, box)),
  ];
}

type Area = Pick<Placed, "x" | "y" | "width" | "height">;

function shape(id: string, parent: string, { x, y, width, height }: Area, label: string, style: string): string {
  return (
    `<mxCell id="${escapeMarkup(id)}" parent="${escapeMarkup(parent)}" vertex="1" value="${escapeMarkup(label)}" ` +
    `style="${style}"><mxGeometry x="${x}" y="${y}" width="${width}" height="${height}" as="geometry"/></mxCell>`
  );
}

function lineCell(id: string, { points: [from, to], wires, title }: Cable): string {
  const [only] = wires;
  const colour = wires.length === 1 && only !== undefined ? segmentLine(only) : "#7b8999";
  const point = ([x, y]: Cable["points"][0], as: string): string => `<mxPoint x="${x}" y="${y}" as="${as}"/>`;
  return (
    `<mxCell id="${id}" parent="${ROOT}" edge="1" value="" tooltip="${escapeMarkup(title)}" ` +
    `style="endArrow=none;strokeWidth=${thickness(wires) / 2};strokeColor=${colour};">` +
    `<mxGeometry relative="1" as="geometry">${point(from, "sourcePoint")}${point(to, "targetPoint")}</mxGeometry></mxCell>`
  );
}
