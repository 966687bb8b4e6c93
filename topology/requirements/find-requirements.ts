import { isOlder } from "../docker-version";
import type { Topology } from "../model/topology";
import { writtenPath } from "../schema/origins";
import { macRequirement } from "./mac-requirement";
import { bridgeRequirements, segmentRequirements } from "./network-requirements";
import type { Requirement } from "./requirement";
import { routeRequirement } from "./route-requirement";

/**
 * What the topology needs from engines beyond what the configuration promises with `hosts.<name>.docker`, in the order of
 * the configuration. Whether a host has it shows when the host is prepared.
 */
export function requirementsOf(topology: Topology): Requirement[] {
  const { segments, containers, bridges, origins } = topology;
  const promised = new Map(topology.hosts.map(({ name, docker }) => [name, docker]));
  const all = [
    ...segments.flatMap((segment) => segmentRequirements(segment, containers)),
    ...bridges.flatMap(bridgeRequirements),
    ...containers.flatMap((container) => [
      ...container.attach.flatMap((attachment) => macRequirement(container, attachment)),
      ...routeRequirement(container, topology, promised.get(container.host)),
    ]),
  ];
  const needed = all.filter(({ host, since }) => {
    const oldest = promised.get(host);
    return oldest === undefined || isOlder(oldest, since);
  });
  return needed.map((requirement) => ({ ...requirement, path: writtenPath(origins, requirement.path) }));
}
