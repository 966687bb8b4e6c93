import { groupBy } from "../group-by";
import type { FabricOutput } from "../contract";
import { container, host, neighbourMethod, type ReachabilityCell } from "./cell";
import { isOn, type End, type Ends } from "./read-ends";

/** One address of a container on a bridge of its host. */
interface BridgeEnd {
  readonly container: string;
  readonly host: string;
  readonly bridge: string;
  readonly address: string;
}

function readBridgeEnds({ containers }: FabricOutput): BridgeEnd[] {
  return Object.entries(containers).flatMap(([name, { host: owner, bridges = {} }]) =>
    Object.entries(bridges).map(([bridge, address]) => ({ container: name, host: owner, bridge, address })),
  );
}

/** Containers to their host's address on a bridge, and back: the way out. */
export function bridgesToHosts({ output }: Ends): ReachabilityCell[] {
  return readBridgeEnds(output).flatMap(({ container: name, host: owner, bridge, address }): ReachabilityCell[] => {
    const common = { method: "ping", expect: "reach", proves: "bridge" } as const;
    const gateway = output.bridges[bridge]?.gateway ?? "";
    const why = `on bridge ${bridge} of ${owner}`;
    return [
      { from: container(name), to: host(owner), address: gateway, ...common, why },
      { from: host(owner), to: container(name), address, ...common, why },
    ];
  });
}

/** Containers on bridges of the same name, on one host or on two. */
export function betweenBridgeEnds({ output }: Ends): ReachabilityCell[] {
  const ends = readBridgeEnds(output);
  return ends.flatMap((source) => ends.flatMap((target) => betweenTwo(source, target, ends) ?? []));
}

/** For each container on a bridge, one neighbour on the same host and one on another. */
export function bridgeNeighbours({ output }: Ends): ReachabilityCell[] {
  const ends = readBridgeEnds(output);
  const byBridge = groupBy(ends, ({ bridge }) => bridge);
  return ends.flatMap((source) => {
    const others = (byBridge.get(source.bridge) ?? []).filter((end) => end.container !== source.container);
    const near = others.find((end) => end.host === source.host);
    const far = others.find((end) => end.host !== source.host && betweenTwo(source, end, ends) !== undefined);
    return [near, far].flatMap((target) => (target === undefined ? [] : (betweenTwo(source, target, ends) ?? [])));
  });
}

function betweenTwo(source: BridgeEnd, target: BridgeEnd, ends: readonly BridgeEnd[]): ReachabilityCell | undefined {
  const { bridge, address } = target;
  if (source.bridge !== bridge || source.container === target.container) return undefined;
  const way = { from: container(source.container), to: container(target.container), address };
  const cell = { ...way, method: "ping", proves: "bridge" } as const;
  if (source.host === target.host)
    return { ...cell, expect: "reach", why: `both on bridge ${bridge} of ${target.host}` };
  const isAlsoHere = ends.some((end) => end.host === source.host && end.bridge === bridge && end.address === address);
  if (isAlsoHere) return undefined;
  return { ...cell, expect: "blocked", why: `bridge ${bridge} of ${source.host} ends at its host` };
}

/** Containers by their links on bridges, to every end of the segments that they are not on. */
export function bridgesToSegments(ends: Ends): ReachabilityCell[] {
  return readBridgeEnds(ends.output).flatMap((source) => ends.all.flatMap((end) => apart(source, end, ends) ?? []));
}

/** The same with one end of each segment, from one container of each host and bridge. */
export function bridgesToSegmentSamples(ends: Ends): ReachabilityCell[] {
  const sources = groupBy(readBridgeEnds(ends.output), (end) => `${end.host} ${end.bridge}`);
  return [...sources.values()].flatMap((group) =>
    Object.keys(ends.output.segments).flatMap((segment) => {
      const cells = group.flatMap((source) =>
        ends
          .bySegment(segment)
          .slice(0, 8)
          .flatMap((end) => apart(source, end, ends) ?? []),
      );
      return cells.slice(0, 1);
    }),
  );
}

function apart(
  { container: name, bridge, address: link }: BridgeEnd,
  end: End,
  { output }: Ends,
): ReachabilityCell | undefined {
  const method = neighbourMethod(end.address);
  const target = output.containers[end.container];
  if (isOn(output.containers[name], end.segment) || name === end.container || method !== neighbourMethod(link))
    return undefined;
  // A container that is on the bridge too would answer there for its address on the segment.
  if (Object.hasOwn(target?.bridges ?? {}, bridge)) return undefined;
  const way = { from: container(name), to: container(end.container), address: end.address, method, link };
  return {
    ...way,
    expect: "blocked",
    proves: "bridge",
    why: `bridge ${bridge} is apart from segment ${end.segment}`,
  };
}
