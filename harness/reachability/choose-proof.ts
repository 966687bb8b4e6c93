import { familyOf } from "../../topology/ip";
import { groupBy } from "../group-by";
import type { FabricOutput } from "../contract";
import { toEnd } from "./between-containers";
import type { ReachabilityCell } from "./cell";
import { withoutPairs } from "./expected-reachability";
import { fromOtherLink } from "./from-hosts";
import { bridgeNeighbours, bridgesToSegmentSamples } from "./on-bridges";
import { readEnds, type End, type Ends } from "./read-ends";

/**
 * The cells of `expectedReachability` that prove every endpoint and every pair of segments, in a number that grows with
 * endpoints and hosts: each endpoint is reached from every host of its segment and reaches out itself, and on each host every
 * two segments are apart, or joined by a router as far as it allows, asked for in both directions.
 */
export function chooseProof(output: FabricOutput): ReachabilityCell[] {
  const ends = readEnds(output);
  return [
    ...outward(ends),
    ...segmentsApart(ends),
    ...withoutPairs(ends),
    ...bridgeNeighbours(ends),
    ...bridgesToSegmentSamples(ends),
  ];
}

/** From each end to the next one of its subnet on the same host, and to the next on another. */
function outward(ends: Ends): ReachabilityCell[] {
  const subnets = groupBy(ends.all, ({ segment, subnet }) => `${segment} ${subnet}`);
  return [...subnets.values()].flatMap((group) =>
    group.flatMap((source, at) => {
      const near = nextOf(group, at, ({ host }) => host === source.host);
      const far = nextOf(group, at, ({ host }) => host !== source.host);
      return [near, far].flatMap((end) => (end === undefined ? [] : (toEnd(source.container, end, ends) ?? [])));
    }),
  );
}

/** The next end with another address that will do, after which the first follows the last. */
function nextOf(group: readonly End[], at: number, suits: (end: End) => boolean): End | undefined {
  for (let step = 1; step < group.length; step += 1) {
    const end = group[(at + step) % group.length];
    if (end !== undefined && end.address !== group[at]?.address && suits(end)) return end;
  }
  return undefined;
}

/** On each host, from each segment to one end of every other segment on that host, and to one on another host. */
function segmentsApart(ends: Ends): ReachabilityCell[] {
  const { hosts, segments } = ends.output;
  const targets = new Map(Object.keys(segments).map((segment) => [segment, groupByHost(ends.bySegment(segment))]));
  return Object.keys(hosts).flatMap((host) =>
    Object.keys(segments).flatMap((from) => {
      const sources = targets.get(from)?.get(host) ?? [];
      return [...targets].flatMap(([to, byHost]) => {
        if (from === to) return [];
        const elsewhere = [...byHost.keys()].find((name) => name !== host);
        return [byHost.get(host), elsewhere === undefined ? undefined : byHost.get(elsewhere)].flatMap(
          (candidates = []) =>
            familiesOf(candidates, ends).flatMap((some) => oneApart(host, from, sources, some, ends) ?? []),
        );
      });
    }),
  );
}

/** Two domains are apart in both families or in none, but a router has rules for each. */
function familiesOf(targets: readonly End[], { output }: Ends): (readonly End[])[] {
  if (output.routers === undefined) return [targets];
  return [...groupBy(targets, ({ address }) => String(familyOf(address))).values()];
}

/** How many containers are tried for a pair before it counts as one that the plan does not decide. */
const CANDIDATES = 8;

/** From a container if one will do, as that also tries the way over a router; or else from the host's own link. */
function oneApart(
  host: string,
  segment: string,
  sources: readonly End[],
  targets: readonly End[],
  ends: Ends,
): ReachabilityCell | undefined {
  for (const target of targets.slice(0, CANDIDATES)) {
    for (const { container } of sources.slice(0, CANDIDATES)) {
      const cell = toEnd(container, target, ends);
      if (cell?.proves === "apart" || cell?.proves === "routed") return cell;
    }
  }
  return targets
    .slice(0, CANDIDATES)
    .map((target) => fromOtherLink(host, segment, target, ends))
    .find((cell) => cell !== undefined);
}

function groupByHost(ends: readonly End[]): Map<string, End[]> {
  return groupBy(ends, ({ host }) => host);
}
