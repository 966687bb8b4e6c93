import type { PlannedRange } from "../../topology/addresses";
import { domainOf } from "./belonging";
import type { ContainerRow, NetworkRow, Pool } from "./rows";

/** Where the daemons take automatic addresses from, as the layer-2 networks state it. */
export function networkRanges(row: NetworkRow): PlannedRange[] {
  if (!row.layer2) return [];
  return row.pools.flatMap((pool, index): PlannedRange[] => {
    if (pool.ipRange === undefined) return [];
    const path = `${row.label} ipamConfigs[${String(index)}].ipRange`;
    return [rangeOf(row, pool, pool.ipRange, path)];
  });
}

/** A container without a fixed address takes one of the whole subnet when its network has no range. */
export function automaticRanges(containers: readonly ContainerRow[], networks: readonly NetworkRow[]): PlannedRange[] {
  const drawn = new Map<string, PlannedRange>();
  for (const { label, host, attachments } of containers) {
    attachments.forEach(({ network: name, automatic }, index) => {
      const network = networks.find((row) => row.name === name && row.layer2 && row.host.id === host.id);
      if (!automatic || network === undefined) return;
      for (const pool of network.pools.filter(({ ipRange }) => ipRange === undefined)) {
        if (pool.subnet === undefined) continue;
        const path = `${label} networksAdvanced[${String(index)}]`;
        const key = `${network.label} ${pool.subnet}`;
        if (!drawn.has(key)) drawn.set(key, rangeOf(network, pool, pool.subnet, path));
      }
    });
  }
  return [...drawn.values()];
}

function rangeOf(row: NetworkRow, { subnet }: Pool, range: string, path: string): PlannedRange {
  const owner = `automatic addresses of network ${row.name} on ${row.host.name}`;
  return { kind: "ip-range", range, subnet: subnet ?? range, domain: domainOf(row), owner, path };
}
