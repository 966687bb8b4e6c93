import type { PlannedRange } from "../../topology/plan/address-plan";
import { domainOf, drawnFrom, networkOn } from "./belonging";
import type { ContainerRow, NetworkRow, Pool } from "./rows";

/** Where the daemons take automatic addresses from, as the layer-2 networks state it. */
export function networkRanges(row: NetworkRow): PlannedRange[] {
  if (!row.layer2) return [];
  return row.pools.flatMap((pool, index): PlannedRange[] => {
    if (pool.ipRange === undefined) return [];
    const path = `${row.label} ipamConfigs[${index}].ipRange`;
    return [rangeOf(row, pool, pool.ipRange, path)];
  });
}

/** A container without a fixed address of a family takes one of the whole subnet when its network has no range there. */
export function automaticRanges(containers: readonly ContainerRow[], networks: readonly NetworkRow[]): PlannedRange[] {
  const drawn = new Map<string, PlannedRange>();
  for (const { label, daemon: host, attachments } of containers) {
    for (const attachment of attachments) {
      const network = networkOn(attachment.network, host, networks);
      if (network?.layer2 !== true || network.daemon.id !== host.id) continue;
      for (const pool of drawnFrom(attachment, network).filter(({ ipRange }) => ipRange === undefined)) {
        const key = `${network.label} ${String(pool.subnet)}`;
        const path = `${label} ${attachment.field}`;
        if (!drawn.has(key)) drawn.set(key, rangeOf(network, pool, pool.subnet ?? "", path));
      }
    }
  }
  return [...drawn.values()];
}

function rangeOf(row: NetworkRow, { subnet }: Pool, range: string, path: string): PlannedRange {
  const owner = `automatic addresses of network ${row.name} on ${row.daemon.name}`;
  return { kind: "ip-range", range, subnet: subnet ?? range, domain: domainOf(row), owner, path };
}
