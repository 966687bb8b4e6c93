import { escapeMarkup } from "../escape-markup";
import { boxesOf, type BoxText } from "./boxes";
import { busLines, isSplit, spaceAbove, spaceBeside, thickness, wireOffset, type BusLines, type Cable } from "./buses";
import { layOut, type Placed } from "./layout";
import { legendOf, type Legend } from "./legend";
import { textWidth } from "./measure";
import type { Mark, Picture } from "./picture";
import { segmentClass } from "./segment-colour";
import { styleSheet } from "./svg-style";

const MARGIN = 32;
const TITLE = 34;

/** The picture as a whole SVG document. */
export async function renderSvg(picture: Picture): Promise<string> {
  const above = spaceAbove(picture);
  const { hosts, ...packed } = await layOut(boxesOf(picture), above);
  const beside = spaceBeside(picture);
  const legend = legendOf(picture, packed.width + beside);
  const width = Math.ceil(Math.max(packed.width + beside, legend.width) + 2 * MARGIN);
  const top = MARGIN + TITLE + legend.height + 12;
  const height = Math.ceil(top + packed.height + MARGIN);
  const buses = busLines(picture, hosts);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="mf" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="mf-title" aria-describedby="mf-desc">`,
    `<title id="mf-title">${escapeMarkup(`Network of stack ${picture.stack}`)}</title>`,
    `<desc id="mf-desc">${escapeMarkup(describe(picture))}</desc>`,
    `<style>${styleSheet(picture.segments.length, hosts.some(isMarked))}</style>`,
    `<rect class="canvas" width="${width}" height="${height}" rx="12"/>`,
    textAt(MARGIN, MARGIN + 12, { text: picture.stack, style: "title" }),
    textAt(MARGIN + textWidth(picture.stack, "title") + 14, MARGIN + 12, {
      text: summary(picture),
      style: "label",
      muted: true,
    }),
    legendMarkup(legend, MARGIN, MARGIN + TITLE),
    `<g transform="translate(${MARGIN + beside} ${top})">`,
    ...buses.map(busMarkup),
    ...hosts.map(hostMarkup),
    ...buses.flatMap(({ plugs }) => plugs.map(plugMarkup)),
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

/** The picture in words, for those who do not see it. */
export function describe({ hosts, segments, buses }: Picture): string {
  const [lan] = buses;
  const lines = [
    `Hosts on the ${lan?.title ?? "LAN"}: ${hosts.map(({ name, address }) => `${name} ${address}`).join(", ")}.`,
    ...segments.map(({ name, tag, subnets }) => {
      const members = hosts.flatMap((host) =>
        host.nics
          .flatMap(({ links }) => links.filter(({ segment }) => segment === name))
          .flatMap(({ members: all }) => all.filter(({ kind }) => kind === "container"))
          .map((member) => `${member.name} ${member.addresses.join(" and ")} on ${host.name}`),
      );
      const where = subnets.map(({ subnet }) => subnet).join(" and ");
      return `Segment ${name}, ${tag}, ${where}: ${members.length === 0 ? "no containers" : members.join(", ")}.`;
    }),
  ];
  return lines.join(" ");
}

/** How much there is; in the picture of an edit, once it is made. */
function summary({ hosts: all, segments, buses }: Picture): string {
  const hosts = all.filter(stays);
  const links = hosts.flatMap(({ nics }) => nics.flatMap((nic) => nic.links));
  const gone = segments.filter(({ name }) => {
    const own = links.filter(({ segment }) => segment === name);
    return own.length > 0 && !own.some(stays);
  });
  const names = new Set(
    [...links, ...hosts.flatMap(({ bridges }) => bridges)].flatMap(({ members }) =>
      members.filter((member) => member.kind === "container" && stays(member)).map(({ name }) => name),
    ),
  );
  const switches = buses.length - 1;
  return [
    count(hosts.length, "host"),
    count(segments.length - gone.length, "segment"),
    count(names.size, "container"),
    ...(switches === 0 ? [] : [`${switches} more ${switches === 1 ? "switch" : "switches"}`]),
  ].join("  ·  ");
}

function stays({ mark }: { readonly mark?: Mark }): boolean {
  return mark !== "removed";
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

function legendMarkup({ lines }: Legend, left: number, top: number): string {
  return lines
    .map(({ x, y, segment, tag, texts }) =>
      group(segmentClass(segment), `data-segment="${segment}"`, [
        tagMarkup(left + x, top + y, tag),
        ...texts.map((text) => textAt(left + x + text.x, top + y + 13.5, text)),
      ]),
    )
    .join("\n");
}

function hostMarkup(box: Placed): string {
  return group("host", `data-host="${escapeMarkup(box.name)}"`, [
    title(box),
    rectangle(box, marked("card rim", box), 10),
    ...textsOf(box),
    ...box.children.map((child) => (child.kind === "nic" ? nicMarkup(child) : linkMarkup(child))),
  ]);
}

function nicMarkup(box: Placed): string {
  return [...textsOf(box), ...box.children.map(linkMarkup)].join("\n");
}

function linkMarkup(box: Placed): string {
  const bridge = box.kind === "bridge";
  const data = bridge ? "" : `data-segment="${box.segment ?? 0}"`;
  return group(bridge ? "bridge" : `link ${segmentClass(box.segment ?? 0)}`, data, [
    title(box),
    rectangle(box, marked(bridge ? "card rim dash" : "box edge", box), 7),
    ...(bridge ? [] : [tagMarkup(box.x + 12, box.y + 9, box.tag ?? "")]),
    ...textsOf(box),
    ...box.children.map(memberMarkup),
  ]);
}

function memberMarkup(box: Placed): string {
  const { kind, name } = box;
  const isBoxed = kind === "container" || kind === "router";
  const data = kind === "container" ? `data-container="${escapeMarkup(name)}"` : "";
  return group(kind, data, [
    title(box),
    ...(isBoxed ? [rectangle(box, marked("chip edge", box), 5)] : []),
    memberSign(box),
    ...textsOf(box),
  ]);
}

/** A square is a container, a diamond a router, a ring a link of the host itself; that of a shim is dashed. */
function memberSign({ x, y, kind, segment }: Placed): string {
  const colour = segment === undefined ? "neutral" : "fill";
  if (kind === "container") return `<rect class="${colour}" x="${x + 9}" y="${y + 8}" width="8" height="8" rx="2"/>`;
  if (kind === "router") return `<path class="${colour}" d="M${x + 13} ${y + 6.5}l5.5 5.5l-5.5 5.5l-5.5 -5.5z"/>`;
  const dash = kind === "shim" ? ' stroke-dasharray="2 1.5"' : "";
  return `<circle class="dot line" cx="${x + 13}" cy="${y + 12}" r="3.5" stroke-width="1.5"${dash}/>`;
}

/** A gap in what it crosses first, then the lines down, then the line itself. */
function busMarkup({ lines, drops, labels }: BusLines): string {
  const gaps = lines.map(
    ({ points: [[x1, y1], [x2, y2]], wires }) =>
      `<path class="halo line" d="M${x1} ${y1}L${x2} ${y2}" stroke-width="${thickness(wires) + 8}"/>`,
  );
  return [
    ...gaps,
    ...[...drops, ...lines].map(cableMarkup),
    ...labels.map(({ x, y, text }) => textAt(x, y, { text, style: "label", muted: true }, "over halo")),
  ].join("\n");
}

function cableMarkup({ points, wires, title: says }: Cable): string {
  const width = thickness(wires);
  const upright = points[0][0] === points[1][0];
  const path = (offset: number): string =>
    `M${points.map(([x, y]) => (upright ? `${x + offset} ${y}` : `${x} ${y + offset}`)).join("L")}`;
  const line = (style: string, thick: number, offset = 0): string =>
    `<path class="${style}" d="${path(offset)}" stroke-width="${thick}"/>`;
  return group("", "", [
    `<title>${escapeMarkup(says)}</title>`,
    line("sheath line", width),
    ...(isSplit(wires)
      ? wires.map((wire, at) => line(`wire line ${segmentClass(wire)}`, 2, wireOffset(at, wires.length)))
      : []),
  ]);
}

function plugMarkup({ x, y, name, title: says }: BusLines["plugs"][number]): string {
  const width = Math.ceil(textWidth(name, "mono")) + 18;
  return group("", "", [
    `<title>${escapeMarkup(says)}</title>`,
    `<rect class="plug" x="${x - width / 2}" y="${y - 11}" width="${width}" height="22" rx="6"/>`,
    `<text class="mono plugged" x="${x}" y="${y + 4}" text-anchor="middle">${escapeMarkup(name)}</text>`,
  ]);
}

function tagMarkup(x: number, y: number, tag: string): string {
  const width = Math.ceil(textWidth(tag, "tag")) + 14;
  return [
    `<rect class="fill" x="${x}" y="${y}" width="${width}" height="18" rx="9"/>`,
    `<text class="tag on" x="${x + width / 2}" y="${y + 13}" text-anchor="middle">${escapeMarkup(tag)}</text>`,
  ].join("");
}

function isMarked({ mark, children }: Placed): boolean {
  return mark !== undefined || children.some(isMarked);
}

function marked(style: string, { mark }: Placed): string {
  return mark === undefined ? style : `${style} ${mark}`;
}

function rectangle({ x, y, width, height }: Placed, style: string, radius: number): string {
  return `<rect class="${style}" x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}"/>`;
}

function textAt(x: number, y: number, text: Pick<BoxText, "text" | "style" | "muted">, more = ""): string {
  const style = `${text.style} ${text.muted === true ? "faint" : "ink"}${more === "" ? "" : ` ${more}`}`;
  return `<text class="${style}" x="${round(x)}" y="${round(y)}">${escapeMarkup(text.text)}</text>`;
}

function textsOf({ x, y, texts }: Placed): string[] {
  return texts.map((text) => textAt(x + text.x, y + text.y, text));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function title(box: Placed): string {
  return `<title>${escapeMarkup(box.title)}</title>`;
}

function group(style: string, data: string, content: readonly string[]): string {
  return `<g${style === "" ? "" : ` class="${style}"`}${data === "" ? "" : ` ${data}`}>${content.join("")}</g>`;
}
