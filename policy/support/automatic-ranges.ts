import type { PlannedRange } from "../../topology/plan/address-plan";
import { automaticPoolsOf, domainOf, findNetworkByName } from "./memberships";
import type { ContainerRow, NetworkRow, Pool } from "./rows";

/** The ranges from which daemons assign addresses, as the layer-2 networks state them. */
export function statedRanges(network: NetworkRow): PlannedRange[] {
  if (!network.layer2) return [];
  return network.pools.flatMap((pool, index): PlannedRange[] => {
    if (pool.ipRange === undefined) return [];
    const path = `${network.label} ipamConfigs[${index}].ipRange`;
    return [planRange(network, pool, pool.ipRange, path)];
  });
}

/** The whole subnets from which daemons assign addresses, because a container has no fixed one and the pool no range. */
export function impliedRanges(containers: readonly ContainerRow[], networks: readonly NetworkRow[]): PlannedRange[] {
  const ranges = new Map<string, PlannedRange>();
  for (const { label, daemon, attachments } of containers) {
    for (const attachment of attachments) {
      const network = findNetworkByName(attachment.network, daemon, networks);
      if (network?.layer2 !== true || network.daemon.id !== daemon.id) continue;
      for (const pool of automaticPoolsOf(attachment, network).filter(({ ipRange }) => ipRange === undefined)) {
        const key = `${network.label} ${String(pool.subnet)}`;
        const path = `${label} ${attachment.field}`;
        if (!ranges.has(key)) ranges.set(key, planRange(network, pool, pool.subnet ?? "", path));
      }
    }
  }
  return [...ranges.values()];
}

function planRange(network: NetworkRow, { subnet }: Pool, range: string, path: string): PlannedRange {
  const owner = `automatic addresses of network ${network.name} on ${network.daemon.name}`;
  return { kind: "ip-range", range, subnet: subnet ?? range, domain: domainOf(network), owner, path };
}
