import { domainOf } from "../support/belonging";
import { earlierOf, rowRule } from "../support/row-rule";
import type { NetworkRow } from "../support/rows";

export const identicalNetwork = rowRule(
  {
    name: "identical-network",
    description:
      "A layer-2 network is the same on every host, because a differing subnet, gateway or mode lets frames pass one way only; parent, range and auxiliary addresses may differ.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps: "Make the network equal to the one that the message names, or give it a name of its own.",
  },
  "network",
  (sight, report) => {
    const { row } = sight;
    const first = earlierOf(sight, "network").find(({ name, layer2 }) => name === row.name && layer2);
    if (first === undefined || !row.layer2) return;
    const one = factsOf(first);
    for (const [field, value] of Object.entries(factsOf(row))) {
      const other = one[field];
      // What a preview cannot know is compared by the update.
      if (value === undefined || other === undefined || value === other) continue;
      report(
        `${row.label} ${field}: ${value} of network ${row.name} on ${row.host.name} is ${other} in ${first.label}. ` +
          `Make both equal.`,
      );
    }
  },
);

function factsOf(row: NetworkRow): Record<string, string | undefined> {
  const list = (values: readonly (string | undefined)[]): string => values.filter(Boolean).join(", ") || "none";
  return {
    driver: row.driver,
    "options.parent": row.parent === undefined ? undefined : domainOf(row),
    [`options.${row.driver ?? ""}_mode`]: row.mode ?? (row.driver === "macvlan" ? "bridge" : undefined),
    "ipamConfigs.subnet": list(row.pools.map(({ subnet }) => subnet)),
    "ipamConfigs.gateway": list(row.pools.map(({ gateway }) => gateway)),
    internal: String(row.internal),
    ipv6: String(row.ipv6),
  };
}
