import type { FabricOutput } from "../contract";
import { addressKey, targetHost, type Cell } from "../probes";
import { neighbourMethod, type Endpoint } from "../reachability/cell";
import { legsOf, type Leg } from "./legs";

/** A link that the frames of a cell pass, as the plan has it. */
export interface Hop {
  readonly host: string;
  /** The container whose link it is. */
  readonly container?: string;
  /** The network namespace of the host, that of a router, whose link it is. With neither, it is the host's own. */
  readonly namespace?: string;
  /** A link by name, or one of the container by its address. */
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

/** The links that a cell's frames pass, in order. @throws UserError where the plan knows no way */
export function pathOf(cell: Cell, output: FabricOutput): Path {
  const legs = legsOf(cell, output).map((leg) => ({ leg, links: linksOf(leg, cell, output) }));
  const source = legs[0]?.links[0];
  const hops = legs.flatMap(({ leg, links }, number) =>
    links.map((link, at): Hop => {
      const before = links[at - 1] ?? (number > 0 ? "router" : undefined);
      const { address = "", ways: _, ...rest } = link;
      const between = before === undefined ? "" : before === "router" ? inRouter(leg) : betweenLinks(before, link, leg);
      return { ...rest, ...(rest.container === undefined ? {} : { link: address }), between };
    }),
  );
  return { source: source?.address ?? output.hosts[source?.host ?? ""]?.address ?? "", hops };
}

interface Link extends Omit<Hop, "between"> {
  /** The address that its owner has on it. */
  readonly address?: string;
  /** What takes frames from it to the next one outward. */
  readonly ways: string;
}

function linksOf(leg: Leg, cell: Cell, output: FabricOutput): Link[] {
  const inner = outward(leg.from, leg, cell, output);
  const outer = outward(leg.to, leg, cell, output).reverse();
  // What stays on a host passes no carrier.
  return inner[0]?.host === outer[0]?.host ? [inner.slice(0, 1), outer.slice(-1)].flat() : [...inner, ...outer];
}

function inRouter({ from }: Leg): string {
  return `router ${from.name}, which forwards nothing there: its rules, and that it forwards (\`npm run verify\` reads both)`;
}

function betweenLinks(before: Link, link: Link, { domain }: Leg): string {
  if (before.host !== link.host)
    return `the network between ${before.host} and ${link.host}: cables, switch ports or port groups, and ${domain.name} on them`;
  if (isInside(before) || !isInside(link)) return before.ways;
  const owner = link.container === undefined ? "" : `, and the link of ${link.container}`;
  return `${link.ways}${owner}: is it up, and has it the MAC that the frames are for?`;
}

function isInside({ container, namespace }: Link): boolean {
  return container !== undefined || namespace !== undefined;
}

/** The links of an end, from its own to the NIC. */
function outward(end: Endpoint, leg: Leg, { proves }: Cell, output: FabricOutput): Link[] {
  const { segment = "" } = leg.domain;
  const host = targetHost({ to: end }, output) ?? "";
  const found = output.segments[segment];
  const member = found?.hosts[host];
  const nic = member?.nic ?? output.hosts[host]?.nic ?? "";
  const own = end === leg.to ? leg.address : ownAddress(end, host, leg, output);
  const address = own === undefined ? {} : { address: own };
  const name = (link: string): string => `${link} on ${host}`;
  const vlan = `the subinterface for VLAN ${String(found?.vlan ?? "")} on ${nic} of ${host}`;
  const network = `the ${found?.driver ?? ""} network ${found?.network ?? ""} on ${host}`;
  const router = end.kind === "router" ? output.routers?.[end.name] : undefined;
  const link = router?.segments[segment]?.link ?? "";
  const shim = proves === "shim" ? member?.shim?.link : undefined;
  const base = shim ?? member?.parent ?? nic;
  return [
    ...(end.kind === "container"
      ? [{ host, container: end.name, link: "", name: name(end.name), ...address, ways: network }]
      : []),
    ...(router === undefined
      ? []
      : [
          {
            host,
            namespace: router.namespace,
            link,
            name: `${end.name} (${link}) on ${host}`,
            ...address,
            ways: `the macvlan link ${link} of router ${end.name} on ${host}`,
          },
        ]),
    { host, link: base, name: name(base), ...address, ways: base === nic ? "" : vlan },
    ...(base === nic || shim !== undefined ? [] : [{ host, link: nic, name: name(nic), ways: "" }]),
  ];
}

/** The address that the source of a leg has there. */
function ownAddress(
  { kind, name }: Endpoint,
  host: string,
  { domain: { segment = "" }, address }: Leg,
  { containers, segments, hosts, routers }: FabricOutput,
): string | undefined {
  const all =
    kind === "container"
      ? (containers[name]?.attach[segment]?.addresses ?? [])
      : kind === "router"
        ? (routers?.[name]?.segments[segment]?.addresses ?? [])
        : [...(segments[segment]?.hosts[host]?.addresses ?? []), hosts[host]?.address ?? ""];
  return all
    .map((text) => text.split("/")[0] ?? "")
    .find((one) => addressKey(one) !== "" && neighbourMethod(one) === neighbourMethod(address));
}
