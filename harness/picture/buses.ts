import type { Placed } from "./layout";
import type { Picture } from "./picture";

type Point = readonly [x: number, y: number];

/** A straight cable that carries segments, as its middle: `wires` are their indices, in the order of the configuration. */
export interface Cable {
  readonly points: readonly [Point, Point];
  readonly wires: readonly number[];
  readonly title: string;
}

/** One bus of the picture, to be drawn above those before it. */
export interface BusLines {
  /** Between the rows, and along each row. */
  readonly lines: readonly Cable[];
  /** From the bus down to each NIC. */
  readonly drops: readonly Cable[];
  readonly labels: readonly { readonly x: number; readonly y: number; readonly text: string }[];
  /** Where each NIC is on the edge of its host: the middle of its label. */
  readonly plugs: readonly { readonly x: number; readonly y: number; readonly name: string; readonly title: string }[];
}

/** More segments than these on one line are drawn as one thick wire. */
const MOST_WIRES = 8;
const WIRE = 3;
/** Height that each bus takes above a row of hosts, with its label. */
const BUS = 40;
/** Width that each bus takes beside the rows. */
const LANE = 34;
/** From the last bus down to the hosts. */
const DROP = 34;

/** Pixels above each row of hosts for the lines that they hang on. */
export function spaceAbove(picture: Picture): number {
  return picture.buses.length * BUS + DROP;
}

/** Pixels on the left for the lines between the rows. */
export function spaceBeside(picture: Picture): number {
  return picture.buses.length * LANE;
}

/** How thick a cable is, in pixels. */
export function thickness(wires: readonly number[]): number {
  return wires.length > MOST_WIRES || wires.length === 0 ? 6 : wires.length * WIRE + 4;
}

/** Whether the wires of a cable are drawn one by one. */
export function isSplit(wires: readonly number[]): boolean {
  return wires.length > 0 && wires.length <= MOST_WIRES;
}

/** The line that a wire takes inside its cable, in pixels from the cable's middle. */
export function wireOffset(at: number, count: number): number {
  return (at - (count - 1) / 2) * WIRE;
}

/** A line for each bus along each row of hosts, the rows joined on the left, and every NIC hung on its bus. */
export function busLines(picture: Picture, hosts: readonly Placed[]): BusLines[] {
  const index = new Map(picture.segments.map(({ name }, at) => [name, at]));
  const rows = [...new Set(hosts.map(({ y }) => y))].map((y) => ({ y, hosts: hosts.filter((host) => host.y === y) }));
  return picture.buses.map((bus, place) => {
    const wires = bus.segments.flatMap((name) => index.get(name) ?? []);
    const left = place * LANE - spaceBeside(picture) + thickness(wires) / 2;
    const used = rows.flatMap((row) => {
      const nics = row.hosts.flatMap((host) => nicsOn(bus.name, host));
      return nics.length === 0 ? [] : [{ y: row.y - spaceAbove(picture) + (place + 1) * BUS, nics }];
    });
    const [first, last] = [used[0]?.y ?? 0, used.at(-1)?.y ?? 0];
    const cable = (from: Point, to: Point, carried = wires, title = bus.title): Cable => ({
      points: [from, to],
      wires: carried,
      title,
    });
    const plugs = used.flatMap(({ y, nics }) => nics.map((nic) => ({ ...nic, bus: y })));
    return {
      lines: [
        ...(first === last ? [] : [cable([left, first], [left, last])]),
        ...used.map(({ y, nics }) => cable([left, y], [Math.max(...nics.map(({ x }) => x)) + 28, y])),
      ],
      drops: plugs.map(
        ({ x, y, bus: from, segments, title }) =>
        cable([x, from], [x, y], wires.filter((wire) => segments.has(wire)), title), // prettier-ignore
      ),
      labels: used.map(({ y }) => ({ x: left + 16, y: y - thickness(wires) / 2 - 8, text: bus.title })),
      plugs: plugs.map(({ x, y, name, title }) => ({ x, y, name, title })),
    };
  });
}

interface Plug {
  readonly x: number;
  readonly y: number;
  readonly name: string;
  readonly title: string;
  readonly segments: ReadonlySet<number | undefined>;
}

function nicsOn(bus: string, host: Placed): Plug[] {
  return host.children
    .filter((nic) => nic.kind === "nic" && nic.bus === bus)
    .map((nic) => ({
      ...{ x: nic.x + 44, y: host.y, name: nic.name, title: `${nic.name} of ${host.name}` },
      segments: new Set(nic.children.map(({ segment }) => segment)),
    }));
}
