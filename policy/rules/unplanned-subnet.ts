import { IPV6_ONLY_SINCE, isOlder } from "../../topology/docker-version";
import { parseSubnet } from "../../topology/ip";
import { defineRule } from "../support/define-rule";
import { ENGINE_SETTINGS, engineOf } from "../support/engine";
import { observationsOf } from "../support/looks-at";
import { ENABLE_IPV4 } from "../support/read-network";
import type { NetworkRow } from "../support/rows";

export const unplannedSubnet = defineRule({
  name: "unplanned-subnet",
  description:
    "A layer-2 network without an IPv4 subnet switches IPv4 off, because Docker otherwise adds a subnet from its own pools, the same on every host, so that containers on two hosts get the same address.",
  enforcementLevel: "mandatory",
  severity: "critical",
  remediationSteps:
    'Set options to include com.docker.network.enable_ipv4: "false", which Docker 28 and later understand; for older versions, add an IPv4 subnet.',
  settings: ENGINE_SETTINGS,
  looksAt: observationsOf("network"),
  check: ({ row, earlier }, report, { settings }) => {
    if (!row.layer2 || !hasOnlyIpv6(row) || row.ipv4 === undefined) return;
    const field = `${row.label} options.${ENABLE_IPV4}`;
    const remedy = "add an IPv4 subnet to ipamConfigs";
    if (row.ipv4) {
      report(
        `${field}: missing, so Docker adds an IPv4 subnet of its own to ${row.name}, the same on every host. ` +
          `Set it to "false" if every host has Docker ${IPV6_ONLY_SINCE} or later, or ${remedy}.`,
      );
      return;
    }
    const engine = engineOf(row.daemon, earlier, settings.engine);
    if (engine !== undefined && !isOlder(engine, IPV6_ONLY_SINCE)) return;
    const fact = `before ${IPV6_ONLY_SINCE}, Docker ignores the option and adds an IPv4 subnet of its own`;
    const which = engine === undefined ? "any version" : `Docker ${engine}`;
    report(
      `${field}: ${fact}, and ${which} may be on ${row.daemon.name}. Declare its version (hosts.<name>.docker, or the ` +
        `setting engine of this rule), or ${remedy}.`,
    );
  },
});

/** Unknown subnets may be IPv4 ones; a network without any subnet is reported by explicit-gateway. */
function hasOnlyIpv6({ pools }: NetworkRow): boolean {
  return pools.length > 0 && pools.every(({ subnet }) => parseSubnet(subnet ?? "")?.family === 6);
}
