import type { ReportViolation, ResourceValidationPolicy } from "@pulumi/policy";
import { covers, parseSubnet } from "../../topology/ip";
import { run } from "../support/run";
import { settingsOf } from "../support/settings";

/** Private use (RFC 1918, RFC 6598, RFC 4193), documentation (RFC 5737), benchmarks (RFC 2544); global IPv6, as prefixes are delegated. */
const DEFAULTS = {
  ranges: [
    ...["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"],
    ...["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "198.18.0.0/15", "2000::/3"],
  ],
};

export const allowedRanges: ResourceValidationPolicy = {
  name: "allowed-ranges",
  description:
    "Subnets of the lab lie in the ranges that it may use, because a host with an address in anybody else's network no longer reaches that network.",
  enforcementLevel: "mandatory",
  severity: "medium",
  remediationSteps:
    "Choose a subnet from the ranges in the message, or allow its range in the configuration of the pack.",
  configSchema: {
    properties: {
      ranges: {
        type: "array",
        items: { type: "string" },
        default: DEFAULTS.ranges,
        description: "The ranges, in CIDR notation, that subnets may lie in.",
      },
    },
  },
  validateResource: (args, report) => {
    const row = run.observe(args)?.row;
    const { ranges } = settingsOf(args, DEFAULTS);
    if (row?.kind === "fabric") {
      const own = row.plan.subnets.filter(({ kind, stack }) => stack === undefined && OWN.has(kind));
      // Hosts with addresses in one subnet name it once each.
      const distinct = new Map(own.map((entry) => [`${entry.domain} ${entry.subnet}`, entry]));
      for (const { path, subnet, owner } of distinct.values()) {
        checkRange(`${path}: subnet ${subnet} of ${owner}`, subnet, ranges, report);
      }
    }
    if (row?.kind === "network") {
      row.pools.forEach(({ subnet }, index) => {
        const what = `${row.label} ipamConfigs[${index}].subnet: ${String(subnet)}`;
        if (subnet !== undefined) checkRange(what, subnet, ranges, report);
      });
    }
  },
};

const OWN: ReadonlySet<string> = new Set(["lan", "segment", "host subnet"]);

function checkRange(what: string, text: string, ranges: readonly string[], report: ReportViolation): void {
  const subnet = parseSubnet(text);
  const allowed = ranges.flatMap((range) => parseSubnet(range) ?? []);
  if (subnet === undefined || allowed.some((range) => covers(range, subnet))) return;
  report(`${what} lies in none of the allowed ranges. Choose one from ${ranges.join(", ")}.`);
}
