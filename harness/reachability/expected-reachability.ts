import type { FabricOutput } from "../contract";
import { betweenContainers } from "./between-containers";
import type { ReachabilityCell } from "./cell";
import { betweenHosts, hostsToEnds, hostsToOtherSegments, hostsToRegistry, throughShims } from "./from-hosts";
import { betweenBridgeEnds, bridgesToHosts, bridgesToSegments } from "./on-bridges";
import { toGateways } from "./over-routers";
import { readEnds, type Ends } from "./read-ends";

/**
 * Who must and who must not reach whom: every pair that the plan decides. Their number grows with the square of that of the
 * containers: `chooseProof` gives those that suffice.
 */
export function expectedReachability(output: FabricOutput): ReachabilityCell[] {
  const ends = readEnds(output);
  return [
    ...betweenContainers(ends),
    ...withoutPairs(ends),
    ...hostsToOtherSegments(ends),
    ...betweenBridgeEnds(ends),
    ...bridgesToSegments(ends),
  ];
}

/** The cells that have a host, a router or the registry at one end, which every proof needs: no two containers, no two segments. */
export function withoutPairs(ends: Ends): ReachabilityCell[] {
  const { output } = ends;
  return [
    ...betweenHosts(output),
    ...hostsToEnds(ends),
    ...throughShims(ends),
    ...bridgesToHosts(ends),
    ...toGateways(ends),
    ...hostsToRegistry(output),
  ];
}
