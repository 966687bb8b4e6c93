import { textWidth, type TextStyle } from "./measure";
import type { Link, Mark, Member, Nic, Picture, PictureBridge, PictureHost } from "./picture";

/** A text at a place inside its box, in pixels; `y` is its baseline. */
export interface BoxText {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly style: TextStyle;
  /** Quieter than the rest. */
  readonly muted?: boolean;
}

/** A thing to draw: as large as its texts need at least, or as its children need below the texts. */
export interface Box {
  readonly id: string;
  readonly kind: "host" | "nic" | "link" | "bridge" | Member["kind"];
  /** The name in the configuration: of the host, NIC, segment, bridge or container. */
  readonly name: string;
  /** Index of its segment, which gives it a colour; absent for what belongs to none. */
  readonly segment?: number;
  readonly mark?: Mark;
  /** The switch of a NIC. */
  readonly bus?: string;
  readonly tag?: string;
  readonly texts: readonly BoxText[];
  readonly width: number;
  readonly height: number;
  /** Space for the texts above the children. */
  readonly head: number;
  readonly children: readonly Box[];
  /** Says everything about it in one line. */
  readonly title: string;
}

/** Distance of a text from the left edge of its box. */
const INSET = 12;
const LINE = 17;
/** Space that a host keeps on both sides of its NICs. */
export const AROUND_NICS = 14;

/** One box for each host, everything on it inside. */
export function boxesOf(picture: Picture): Box[] {
  const segments = new Map(picture.segments.map(({ name, tag }, index) => [name, { index, tag }]));
  const buses = new Map(picture.buses.map(({ name, title }) => [name, title]));
  // All as wide as the widest title needs, so that rows of hosts look alike.
  const width = Math.max(0, ...picture.hosts.map((host) => widthOf(hostTexts(host)) + INSET));
  return picture.hosts.map((host) => hostBox(host, width, segments, buses));
}

type Segments = ReadonlyMap<string, { readonly index: number; readonly tag: string }>;

function hostBox(host: PictureHost, width: number, segments: Segments, buses: ReadonlyMap<string, string>): Box {
  const id = `host/${host.name}`;
  const several = host.nics.length > 1 || host.bridges.length > 0;
  const texts = hostTexts(host);
  const room = several ? 0 : width - 2 * AROUND_NICS;
  return {
    ...{ id, kind: "host", name: host.name, texts, head: 68, title: `host ${withMark(host)}, ${host.address}` },
    ...markOf(host),
    ...{ width, height: 84 },
    children: [
      ...host.nics.map((nic) => nicBox(id, nic, several, room, segments, buses)),
      ...host.bridges.map((bridge) => bridgeBox(id, bridge)),
    ],
  };
}

function hostTexts(host: PictureHost): BoxText[] {
  const { address, notes } = host;
  return [
    { x: INSET + 4, y: 34, text: withMark(host), style: "title" },
    { x: INSET + 4, y: 54, text: [address, ...notes].join("  ·  "), style: "small", muted: true },
  ];
}

function nicBox(
  host: string,
  nic: Nic,
  labelled: boolean,
  room: number,
  segments: Segments,
  buses: ReadonlyMap<string, string>,
): Box {
  const id = `${host}/nic/${nic.name}`;
  const where = buses.get(nic.bus) ?? nic.bus;
  const label = `${nic.name} on ${nic.bus === "" ? "the LAN" : where}`;
  const texts: BoxText[] = labelled ? [{ x: 0, y: 12, text: label, style: "small", muted: true }] : [];
  return {
    ...{ id, kind: "nic", name: nic.name, bus: nic.bus, texts, head: labelled ? 20 : 0, title: `NIC ${label}` },
    // The label of the NIC stands on the host's edge, and must not run into that of the next one.
    ...{ width: Math.max(widthOf(texts), textWidth(nic.name, "mono") + 48), height: labelled ? 20 : 1 },
    // A few links fill their host, many are packed.
    children: nic.links.map((link) => linkBox(id, link, nic.links.length > 4 ? 0 : room, segments)),
  };
}

function linkBox(nic: string, link: Link, room: number, segments: Segments): Box {
  const id = `${nic}/link/${link.segment}`;
  const { index = 0, tag = "" } = segments.get(link.segment) ?? {};
  const nameAt = INSET + textWidth(tag, "tag") + 24;
  const segment = withMark({ ...link, name: link.segment });
  const linkAt = nameAt + textWidth(segment, "strong") + 12;
  const texts: BoxText[] = [
    { x: nameAt, y: 22, text: segment, style: "strong" },
    { x: linkAt, y: 22, text: link.name, style: "mono", muted: true },
  ];
  return {
    ...{ id, kind: "link", name: link.segment, segment: index, tag, texts, head: 34, ...markOf(link) },
    ...{ width: Math.max(room, widthOf(texts) + INSET), height: 36 },
    children: memberBoxes(id, link.members, index),
    title: `segment ${segment}, ${tag}, on link ${link.name}`,
  };
}

function bridgeBox(host: string, bridge: PictureBridge): Box {
  const { name, network, subnet, members } = bridge;
  const id = `${host}/bridge/${name}`;
  const label = `bridge ${withMark(bridge)}`;
  const texts: BoxText[] = [
    { x: INSET, y: 20, text: label, style: "strong" },
    { x: INSET + textWidth(label, "strong") + 12, y: 20, text: subnet, style: "mono", muted: true },
  ];
  return {
    ...{ id, kind: "bridge", name, texts, head: 34, width: widthOf(texts) + INSET, height: 36, ...markOf(bridge) },
    children: memberBoxes(id, members),
    title: `bridge network ${network}, ${subnet}, behind this host alone`,
  };
}

/** All names in one column and all addresses in another. */
function memberBoxes(parent: string, members: readonly Member[], segment?: number): Box[] {
  const addressAt = 24 + Math.max(0, ...members.map((member) => textWidth(labelOf(member), "label"))) + 10;
  const boxes = members.map((member): Box => {
    const { kind, name, addresses } = member;
    const muted = kind === "host" || kind === "shim";
    const texts: BoxText[] = [
      { x: 24, y: 16, text: labelOf(member), style: "label", muted },
      ...addresses.map((text, line) => ({ x: addressAt, y: 16 + line * LINE, text, style: "mono" as const, muted })),
    ];
    return {
      ...{ id: `${parent}/${kind}/${name}`, kind, name, texts, head: 0, children: [] },
      ...(segment === undefined ? {} : { segment }),
      ...markOf(member),
      ...{ width: widthOf(texts) + 8, height: 7 + Math.max(1, addresses.length) * LINE },
      title: `${kind} ${withMark(member)}, ${addresses.join(", ")}`,
    };
  });
  const width = Math.max(0, ...boxes.map((box) => box.width));
  return boxes.map((box) => ({ ...box, width }));
}

function labelOf(member: Member): string {
  if (member.kind === "host") return "host";
  return member.kind === "router" ? `router ${withMark(member)}` : withMark(member);
}

/** In words too, because not everybody sees the colours. */
function withMark({ name, mark }: { readonly name: string; readonly mark?: Mark }): string {
  return mark === undefined ? name : `${name} (${mark})`;
}

function markOf({ mark }: { readonly mark?: Mark }): { readonly mark?: Mark } {
  return mark === undefined ? {} : { mark };
}

function widthOf(texts: readonly BoxText[]): number {
  return Math.ceil(Math.max(0, ...texts.map(({ x, text, style }) => x + textWidth(text, style))));
}
