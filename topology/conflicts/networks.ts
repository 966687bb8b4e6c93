import type { PlannedNetwork } from "../addresses";
import type { Conflict } from "./conflict";

/** One VLAN ID, one segment, one network: two of them on one layer-2 domain are not separated. */
export function findSharedDomains(networks: readonly PlannedNetwork[]): Conflict[] {
  const domains = new Map<string, PlannedNetwork>();
  const names = new Map<string, PlannedNetwork>();
  return networks.flatMap((entry): Conflict[] => {
    const conflicts: Conflict[] = [];
    const sameDomain = domains.get(entry.domain);
    const sameName = names.get(entry.network);
    if (sameDomain === undefined) domains.set(entry.domain, entry);
    else conflicts.push(sharedDomain(sameDomain, entry));
    if (sameName === undefined) names.set(entry.network, entry);
    else conflicts.push(sharedName(sameName, entry));
    return conflicts;
  });
}

function sharedDomain(first: PlannedNetwork, second: PlannedNetwork): Conflict {
  const message =
    `${second.path}.vlan: ${second.owner} is on ${second.domain}, and so is ${first.owner} (${first.path}.vlan): ` +
    `their containers would share one layer-2 domain. Give each segment a VLAN ID of its own.`;
  return { rule: "shared-vlan", path: `${second.path}.vlan`, message };
}

function sharedName(first: PlannedNetwork, second: PlannedNetwork): Conflict {
  const message =
    `${second.path}.network: network name ${second.network} of ${second.owner} is already that of ${first.owner} ` +
    `(${first.path}.network). Docker needs a name of its own for each network on a host: rename one.`;
  return { rule: "duplicate-network", path: `${second.path}.network`, message };
}
