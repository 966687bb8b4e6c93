import type { Link, Mark, Member, Picture, PictureHost } from "./picture";

/** The picture as nested nodes and lines between them, for formats that place things themselves. */
export interface Outline {
  readonly nodes: readonly OutlineNode[];
  /** Between ids. */
  readonly lines: readonly (readonly [from: string, to: string])[];
}

export interface OutlineNode {
  /** Letters, digits and `_`. */
  readonly id: string;
  readonly kind: "bus" | "host" | "nic" | "link" | "bridge" | "member";
  readonly label: readonly string[];
  readonly mark?: Mark;
  /** Index of its segment; absent for what belongs to none. */
  readonly segment?: number;
  readonly children: readonly OutlineNode[];
}

/** Buses first, then hosts with everything on them. */
export function outlineOf(picture: Picture): Outline {
  const buses = new Map(picture.buses.map(({ name }, at) => [name, `bus${at}`]));
  const lines = picture.hosts.flatMap((host, at) =>
    host.nics.flatMap((nic, place): [string, string][] => {
      const id = `host${at}_nic${place}`;
      return [
        [buses.get(nic.bus) ?? "", id],
        ...nic.links.map((_, index): [string, string] => [id, `${id}_link${index}`]),
      ];
    }),
  );
  return {
    nodes: [
      ...picture.buses.map(({ title }, at) => leaf(`bus${at}`, "bus", [title])),
      ...picture.hosts.map((host, at) => hostNode(`host${at}`, host, picture)),
    ],
    lines,
  };
}

function hostNode(
  id: string,
  { name, address, notes, nics, bridges, mark }: PictureHost,
  picture: Picture,
): OutlineNode {
  return {
    ...marked(mark),
    ...{ id, kind: "host", label: [name, [address, ...notes].join(", ")] },
    children: [
      ...nics.flatMap((nic, at) => [
        leaf(`${id}_nic${at}`, "nic", [nic.name]),
        ...nic.links.map((link, index) => linkNode(`${id}_nic${at}_link${index}`, link, picture)),
      ]),
      ...bridges.map((bridge, at): OutlineNode => ({
        ...{ id: `${id}_bridge${at}`, kind: "bridge", label: [`bridge ${bridge.name}`, bridge.subnet] },
        ...marked(bridge.mark),
        children: memberNodes(`${id}_bridge${at}`, bridge.members),
      })),
    ],
  };
}

function linkNode(id: string, { name, segment, members, mark }: Link, { segments }: Picture): OutlineNode {
  const at = segments.findIndex((one) => one.name === segment);
  const subnets = segments[at]?.subnets.map(({ subnet }) => subnet) ?? [];
  return {
    ...{ id, kind: "link", segment: at, children: memberNodes(id, members, at), ...marked(mark) },
    label: [`${segment}, ${segments[at]?.tag ?? ""}, ${name}`, ...subnets],
  };
}

function memberNodes(parent: string, members: readonly Member[], segment?: number): OutlineNode[] {
  return members.map(({ kind, name, addresses, mark }, at) => ({
    ...leaf(`${parent}_m${at}`, "member", [
      kind === "host" ? "host itself" : kind === "router" ? `router ${name}` : name,
      ...addresses,
    ]),
    ...(segment === undefined ? {} : { segment }),
    ...marked(mark),
  }));
}

function marked(mark: Mark | undefined): Pick<OutlineNode, "mark"> {
  return mark === undefined ? {} : { mark };
}

function leaf(id: string, kind: OutlineNode["kind"], label: readonly string[]): OutlineNode {
  return { id, kind, label, children: [] };
}
