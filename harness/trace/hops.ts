import { UserError } from "../../support/errors";
import type { FabricOutput } from "../contract";
import { domainOf } from "../causes/ways";
import { addressKey, hostOf, targetHost, type Cell } from "../probes";
import { neighbourMethod, type Endpoint } from "../reachability/cell";

/** A link that the frames of a cell pass, as the plan has it. */
export interface Hop {
  readonly host: string;
  /** The container whose link it is; absent: the host's own. */
  readonly container?: string;
  /** A link of the host by name, or one of the container by its address. */
  readonly link: string;
  /** What people call it. */
  readonly name: string;
  /** What lies between it and the hop before; empty for the first. */
  readonly between: string;
}

export interface Path {
  readonly source: string;
  readonly hops: readonly Hop[];
}

/** The links that a cell's frames pass, in order. @throws UserError where they do not stay on one segment or the LAN */
export function pathOf(cell: Cell, output: FabricOutput): Path {
  const domain = domainOf(cell, output);
  const [from, to] = [hostOf(cell, output), targetHost(cell, output)];
  if (domain === undefined || to === undefined || cell.via !== undefined || !isOn(cell.from, domain.segment, output))
    throw new UserError(
      `${cell.from.name} and ${cell.to.name} (${cell.address}) are not on one segment: trace the way to the router, and from it`,
    );
  const inner = outward(cell.from, from, domain.segment, output, cell);
  const outer = outward(cell.to, to, domain.segment, output, cell).reverse();
  const source = inner[0]?.address ?? output.hosts[from]?.address ?? "";
  const cable = `the network between ${from} and ${to}: cables, switch ports or port groups, and ${domain.name} on them`;
  const links = from === to ? [inner.slice(0, 1), outer.slice(-1)].flat() : [...inner, ...outer];
  const hops = links.map((link, at) => {
    const before = links[at - 1];
    const between = before === undefined ? "" : before.host === link.host ? inside(before, link) : cable;
    const { address, ways: _, ...rest } = link;
    return { ...rest, ...(rest.container === undefined ? {} : { link: address ?? "" }), between };
  });
  return { source, hops };
}

interface Link extends Omit<Hop, "between"> {
  /** The address that its owner has on it. */
  readonly address?: string;
  /** What takes frames from it to the next one outward. */
  readonly ways: string;
}

function inside(before: Link, link: Link): string {
  if (before.container !== undefined || link.container === undefined) return before.ways;
  return `${link.ways}, and the link of ${link.container}: is it up, and has it the MAC that the frames are for?`;
}

/** The links of an end, from its own to the NIC. */
function outward(end: Endpoint, host: string, segment: string | undefined, output: FabricOutput, cell: Cell): Link[] {
  const found = output.segments[segment ?? ""];
  const member = found?.hosts[host];
  const nic = member?.nic ?? output.hosts[host]?.nic ?? "";
  const carrier = member?.parent ?? nic;
  const own = end === cell.to ? cell.address : ownAddress(end, host, segment, output, cell);
  const name = (link: string): string => `${link} on ${host}`;
  const vlan = `the subinterface for VLAN ${String(found?.vlan ?? "")} on ${nic} of ${host}`;
  const network = `the ${found?.driver ?? ""} network ${found?.network ?? ""} on ${host}`;
  const container: Link = { host, container: end.name, link: "", name: `${end.name} on ${host}`, ways: network };
  const shim = cell.proves === "shim" ? member?.shim?.link : undefined;
  const base = shim ?? carrier;
  return [
    ...(end.kind === "container" ? [{ ...container, ...(own === undefined ? {} : { address: own }) }] : []),
    {
      host,
      link: base,
      name: name(base),
      ...(own === undefined ? {} : { address: own }),
      ways: base === nic ? "" : vlan,
    },
    ...(base === nic || shim !== undefined ? [] : [{ host, link: nic, name: name(nic), ways: "" }]),
  ];
}

function isOn({ kind, name }: Endpoint, segment: string | undefined, { containers }: FabricOutput): boolean {
  return kind !== "container" || (segment !== undefined && containers[name]?.attach[segment] !== undefined);
}

/** The address that the source has where it asks. */
function ownAddress(
  { kind, name }: Endpoint,
  host: string,
  segment: string | undefined,
  { containers, segments, hosts }: FabricOutput,
  { address }: Cell,
): string | undefined {
  const all =
    kind === "container"
      ? (containers[name]?.attach[segment ?? ""]?.addresses ?? [])
      : [
          ...(segments[segment ?? ""]?.hosts[host]?.addresses ?? []).map((text) => text.split("/")[0] ?? ""),
          hosts[host]?.address ?? "",
        ];
  return all.find((one) => addressKey(one) !== "" && neighbourMethod(one) === neighbourMethod(address));
}
