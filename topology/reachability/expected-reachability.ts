import type { Topology } from "../model/topology";
import { betweenContainers } from "./between-containers";
import type { ReachabilityCell } from "./cell";
import { betweenHosts, hostsToContainers, hostsToRegistry, throughShims } from "./from-hosts";

/** Every cell of the matrix that the topology decides, including those that must be blocked. */
export function expectedReachability(topology: Topology): ReachabilityCell[] {
  return [
    ...betweenContainers(topology),
    ...betweenHosts(topology),
    ...hostsToContainers(topology),
    ...throughShims(topology),
    ...hostsToRegistry(topology),
  ];
}
