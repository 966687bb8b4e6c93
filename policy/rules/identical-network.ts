import { parseAddress, parseSubnet } from "../../topology/ip";
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
        `${row.label} ${field}: ${value} of network ${row.name} on ${row.daemon.name} is ${other} in ${first.label}. ` +
          `Make both equal.`,
      );
    }
  },
);

/** What has to be equal; undefined while a preview cannot know it. */
function factsOf(row: NetworkRow): Record<string, string | undefined> {
  return {
    driver: row.driver,
    "options.parent": row.carrier === undefined ? undefined : domainOf(row),
    [`options.${row.driver ?? ""}_mode`]: row.mode ?? (row.driver === "macvlan" ? "bridge" : undefined),
    "ipamConfigs.subnet": listOf(row, "subnet", (text) => parseSubnet(text)?.text),
    "ipamConfigs.gateway": listOf(row, "gateway", (text) => parseAddress(text)?.text),
    internal: row.internal === undefined ? undefined : String(row.internal),
    ipv6: row.ipv6 === undefined ? undefined : String(row.ipv6),
  };
}

/** In one order and notation, as neither makes another network. */
function listOf(
  { pools }: NetworkRow,
  key: "subnet" | "gateway",
  canonical: (text: string) => string | undefined,
): string | undefined {
  if (pools.some(({ unknown }) => unknown.includes(key))) return undefined;
  const values = pools.flatMap((pool) => pool[key] ?? []).map((text) => canonical(text) ?? text);
  return values.sort().join(", ") || "none";
}
