import { groupBy } from "../group-by";
import { neighbours } from "../../topology/drivers";
import type { FabricOutput } from "../contract";
import { container, host, neighbourMethod, type ReachabilityCell } from "./cell";
import { isOn, isShared, type End, type Ends } from "./read-ends";

/** Every host to every other one, on the LAN and on each segment where both have an address. */
export function betweenHosts({ hosts, segments }: FabricOutput): ReachabilityCell[] {
  const members = Object.entries(segments).flatMap(([segment, { hosts: on }]) =>
    Object.entries(on).flatMap(([name, { addresses = [] }]) =>
      addresses.map((text) => ({ segment, host: name, address: text.split("/")[0] ?? "" })),
    ),
  );
  const onSegments = groupBy(members, (member) => member.host);
  return Object.keys(hosts).flatMap((source) => {
    const own = onSegments.get(source) ?? [];
    const sees = new Set(own.map(({ segment, address }) => `${segment} ${family(address)}`));
    return Object.entries(hosts).flatMap(([target, { address }]) => {
      if (source === target) return [];
      const others = (onSegments.get(target) ?? []).filter((one) => sees.has(`${one.segment} ${family(one.address)}`));
      return [
        { address, why: "both on the LAN" },
        ...others.map((one) => ({ address: one.address, why: `host addresses on segment ${one.segment}` })),
      ].map((cell): ReachabilityCell => ({
        ...{ from: host(source), to: host(target), ...cell },
        ...{ method: "ping", expect: "reach", proves: "hosts" },
      }));
    });
  });
}

function family(address: string): 4 | 6 {
  return address.includes(":") ? 6 : 4;
}

/** Every host to every end on its segments, by its own link there. */
export function hostsToEnds(ends: Ends): ReachabilityCell[] {
  return Object.keys(ends.output.hosts).flatMap((name) => ends.all.flatMap((end) => fromLink(name, end, ends) ?? []));
}

/** The carrier of a segment never reaches its own containers, but those on every other host. */
function fromLink(name: string, end: End, ends: Ends): ReachabilityCell | undefined {
  const { segment, address } = end;
  const found = ends.output.segments[segment];
  const link = found?.hosts[name]?.parent;
  if (found === undefined || link === undefined) return undefined;
  const owners = isShared(found, address) ? ends.bySegment(segment).filter((one) => one.address === address) : [end];
  // Of a shared address there is one cell: any owner may answer.
  if (owners[0] !== end) return undefined;
  const elsewhere = owners.find((owner) => owner.host !== name);
  const cell = { from: host(name), address, method: neighbourMethod(address), link, proves: "endpoint" } as const;
  if (elsewhere !== undefined) {
    const why = `on segment ${segment}, by its link ${link}`;
    return { ...cell, to: container(elsewhere.container), expect: "reach", why };
  }
  if (neighbours(found.mode) === "switch") return undefined;
  const why = "a carrier does not reach its own containers";
  return { ...cell, to: container(end.container), expect: "blocked", why };
}

/** Every host, by its link of one segment, to every end of the others. */
export function hostsToOtherSegments(ends: Ends): ReachabilityCell[] {
  const { hosts, segments } = ends.output;
  return Object.keys(hosts).flatMap((name) =>
    Object.keys(segments).flatMap((segment) =>
      ends.all.flatMap((end) => fromOtherLink(name, segment, end, ends) ?? []),
    ),
  );
}

/** The cell of a host's link of a segment and an end of another one; undefined if its container has both. */
export function fromOtherLink(name: string, segment: string, end: End, { output }: Ends): ReachabilityCell | undefined {
  const link = output.segments[segment]?.hosts[name]?.parent;
  if (link === undefined || isOn(output.containers[end.container], segment)) return undefined;
  const { address } = end;
  return {
    ...{ from: host(name), to: container(end.container), address, method: neighbourMethod(address), link },
    ...{ expect: "blocked", proves: "apart" },
    why: `segments ${segment} and ${end.segment} are different layer-2 domains`,
  };
}

/** Through a shim, a host reaches its own containers on the segment. */
export function throughShims(ends: Ends): ReachabilityCell[] {
  return ends.all.flatMap(({ container: name, host: owner, segment, address }): ReachabilityCell[] => {
    const shim = ends.output.segments[segment]?.hosts[owner]?.shim;
    if (!shim?.addresses.some((own) => family(own) === family(address))) return [];
    return [
      {
        ...{ from: host(owner), to: container(name), address, method: "ping", expect: "reach", proves: "shim" },
        why: `its own container, through the shim ${shim.link}`,
      },
    ];
  });
}

/** Every host to the registry. */
export function hostsToRegistry({ hosts, registry }: FabricOutput): ReachabilityCell[] {
  const [, address, port] = /^\[?([^\]]+)\]?:(\d+)$/.exec(registry?.endpoint ?? "") ?? [];
  if (registry === undefined || address === undefined) return [];
  return Object.keys(hosts).map((name) => ({
    from: host(name),
    to: { kind: "registry", name: registry.endpoint },
    ...{ address, method: "tcp", port: Number(port), expect: "reach", proves: "registry" },
    why: "every host pulls from the registry",
  }));
}
