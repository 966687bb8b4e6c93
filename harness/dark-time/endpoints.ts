import { parseAddress } from "../../topology/ip";
import type { FabricOutput } from "../contract";

/** What a stack has, or will have, and where. */
export type Places = Pick<FabricOutput, "segments" | "containers"> & {
  readonly hosts: Readonly<Record<string, Pick<FabricOutput["hosts"][string], "address" | "nic">>>;
};

/** How a host can ask for an address: by a link of its own, with a tag or without. */
export interface Way {
  readonly link: string;
  readonly vlan?: number;
}

/** An address on a host, and how others can ask for it. */
export interface Spot {
  readonly host: string;
  readonly address: string;
  /** By host, without its own. */
  readonly ways: Readonly<Record<string, Way>>;
}

/** Something with an address of one family on a segment or the LAN, before and after a change. */
export interface Endpoint {
  readonly kind: "container" | "host";
  readonly name: string;
  /** Absent: the LAN itself. */
  readonly segment?: string;
  readonly before?: Spot;
  readonly after?: Spot;
  /** Why the change makes it dark, if that follows from the segment. */
  readonly why?: string;
}

interface End {
  readonly kind: Endpoint["kind"];
  readonly name: string;
  readonly segment?: string;
  readonly spot: Spot;
}

/** Everything that can be asked for, in the order of the plan. A container whose segment was renamed stays what it is. */
export function pairEndpoints(before: Places, after: Places): Endpoint[] {
  const [old, planned] = [endsOf(before), endsOf(after)];
  const known = new Map(old.map((end) => [identity(end), end]));
  const left = new Set(old);
  const exact = planned.map((end) => {
    const match = known.get(identity(end));
    if (match !== undefined) left.delete(match);
    return match;
  });
  const pairs = planned.map((end, index): Endpoint => {
    const match = exact[index] ?? [...left].find((other) => isSame(other, end));
    if (match !== undefined) left.delete(match);
    return toEndpoint(end, match?.spot, end.spot, whyOf(match, end, before, after));
  });
  return [...pairs, ...[...left].map((end) => toEndpoint(end, end.spot, undefined, undefined))];
}

function toEndpoint(
  { kind, name, segment }: End,
  before: Spot | undefined,
  after: Spot | undefined,
  why: string | undefined,
): Endpoint {
  return {
    ...{ kind, name },
    ...(segment === undefined ? {} : { segment }),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    ...(why === undefined ? {} : { why }),
  };
}

/** At most one end of a container on a segment has an address of a family; a host may have several, in an order. */
function identity({ kind, name, segment = "", spot }: End): string {
  return [kind, name, segment, familyOf(spot.address), kind === "host" ? spot.address : ""].join(" ");
}

/** The same container by the same address, or a host's only address of the family on the segment. */
function isSame(old: End, end: End): boolean {
  if (old.kind !== end.kind || old.name !== end.name) return false;
  return old.kind === "container"
    ? old.spot.address === end.spot.address
    : old.segment === end.segment && familyOf(old.spot.address) === familyOf(end.spot.address);
}

function familyOf(address: string): string {
  return String(parseAddress(address)?.family ?? "");
}

function whyOf(old: End | undefined, end: End, before: Places, after: Places): string | undefined {
  const [was, is] = [before.segments[old?.segment ?? ""], after.segments[end.segment ?? ""]];
  if (was === undefined || is === undefined) return undefined;
  const subnets = (segment: typeof was): string => segment.subnets.map(({ subnet }) => subnet).join(" ");
  if (subnets(was) !== subnets(is)) return "its segment is renumbered";
  if (was.vlan === is.vlan) return undefined;
  return is.vlan === undefined ? "its segment loses its VLAN" : `its segment moves to VLAN ${is.vlan}`;
}

function endsOf(places: Places): End[] {
  const { hosts, segments, containers } = places;
  const nics = Object.fromEntries(Object.entries(hosts).map(([name, { nic }]) => [name, { link: nic }]));
  const spot = (host: string, address: string, segment?: string): Spot => {
    const ways = segment === undefined ? nics : waysOf(places, segment);
    return { host, address, ways: Object.fromEntries(Object.entries(ways).filter(([name]) => name !== host)) };
  };
  return [
    ...Object.entries(containers).flatMap(([name, { host, attach }]) =>
      Object.entries(attach).flatMap(([segment, { addresses }]) =>
        addresses.map((one): End => ({ kind: "container", name, segment, spot: spot(host, one, segment) })),
      ),
    ),
    ...Object.entries(hosts).map(([name, { address }]): End => ({ kind: "host", name, spot: spot(name, address) })),
    ...Object.entries(segments).flatMap(([segment, { hosts: members }]) =>
      Object.entries(members).flatMap(([name, { addresses = [], shim }]) =>
        [...addresses.map((text) => text.split("/")[0] ?? ""), ...(shim?.addresses ?? [])].map((one): End => ({
          kind: "host",
          name,
          segment,
          spot: spot(name, one, segment),
        })),
      ),
    ),
  ];
}

/** By the NIC and with the tag: the subinterface may be removed meanwhile. */
function waysOf({ segments }: Places, name: string): Record<string, Way> {
  const { vlan, hosts = {} } = segments[name] ?? {};
  return Object.fromEntries(
    Object.entries(hosts).map(([host, { parent, nic }]) => [
      host,
      vlan === undefined ? { link: parent } : { link: nic, vlan },
    ]),
  );
}
