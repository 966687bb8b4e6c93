import { DRIVERS } from "../../topology/drivers";
import { canonicalAddress, canonicalSubnet } from "../../topology/ip";
import { defineRule } from "../support/define-rule";
import { rowsOf } from "../support/earlier-rows";
import { observationsOf } from "../support/looks-at";
import { domainOf } from "../support/memberships";
import { ENABLE_IPV4 } from "../support/read-network";
import type { NetworkRow } from "../support/rows";
import { isLayer2 } from "../support/types";

export const identicalNetwork = defineRule({
  name: "identical-network",
  description:
    "A layer-2 network is the same on every host, because a different subnet, gateway or mode lets frames pass in one direction only; parent, range and auxiliary addresses may differ.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Make the network match the one named in the message, or give it another name.",
  looksAt: observationsOf("network"),
  check: ({ row, earlier }, report) => {
    const first = rowsOf(earlier, "network").find(({ name, layer2 }) => name === row.name && layer2);
    if (first === undefined || !row.layer2) return;
    const expected = factsOf(first);
    for (const [field, value] of Object.entries(factsOf(row))) {
      const other = expected[field];
      // The update compares what a preview does not know.
      if (value === undefined || other === undefined || value === other) continue;
      report(
        `${row.label} ${field}: network ${row.name} has ${value} on ${row.daemon.name}, but ${other} in ${first.label}. ` +
          "Make them equal.",
      );
    }
  },
});

/** What has to be equal; undefined while unknown during preview. */
function factsOf(network: NetworkRow): Record<string, string | undefined> {
  const {
    driver,
    carrier,
    mode = isLayer2(driver) ? DRIVERS[driver].modes[0] : undefined,
    internal,
    ipv6,
    ipv4,
  } = network;
  return {
    driver,
    "options.parent": carrier === undefined ? undefined : domainOf(network),
    [`options.${driver ?? ""}_mode`]: mode,
    [`options.${ENABLE_IPV4}`]: ipv4 === undefined ? undefined : String(ipv4),
    "ipamConfigs.subnet": listOf(network, "subnet", canonicalSubnet),
    "ipamConfigs.gateway": listOf(network, "gateway", canonicalAddress),
    internal: internal === undefined ? undefined : String(internal),
    ipv6: ipv6 === undefined ? undefined : String(ipv6),
  };
}

/** In one order and notation, because neither makes a different network. */
function listOf(
  { pools }: NetworkRow,
  key: "subnet" | "gateway",
  toCanonical: (text: string) => string,
): string | undefined {
  if (pools.some(({ unknown }) => unknown.includes(key))) return undefined;
  const values = pools.flatMap((pool) => pool[key] ?? []).map(toCanonical);
  return [...new Set(values)].sort().join(", ") || "none";
}
