import type { Problem } from "../support/problem";
import { covers, parseSubnet } from "./ip";
import { ownPlan, type AddressPlan } from "./plan/address-plan";

/**
 * Ranges in which the subnets of a lab may lie unless the pack allows others: private use (RFC 1918, RFC 6598, RFC 4193),
 * documentation (RFC 5737), benchmarks (RFC 2544). All of global IPv6, because its prefixes are delegated.
 */
export const ALLOWED_RANGES: readonly string[] = [
  ...["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"],
  ...["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "198.18.0.0/15", "2000::/3"],
];

/** What is wrong with a subnet outside the ranges, as it reads behind the subnet; undefined for one inside, or no subnet. */
export function rangeFault(text: string, ranges: readonly string[]): string | undefined {
  const subnet = parseSubnet(text);
  const allowed = ranges.flatMap((range) => parseSubnet(range) ?? []);
  if (subnet === undefined || allowed.some((range) => covers(range, subnet))) return undefined;
  return `is outside the allowed ranges. Choose a subnet from ${ranges.join(", ")}.`;
}

/** The subnets of the stack itself outside the ranges. Hosts in one subnet name it once each; it is reported once. */
export function findForbiddenSubnets(plan: AddressPlan, ranges: readonly string[]): Problem[] {
  const distinct = new Map(ownPlan(plan).subnets.map((entry) => [`${entry.domain} ${entry.subnet}`, entry]));
  return [...distinct.values()].flatMap(({ path, subnet, owner }) => {
    const fault = rangeFault(subnet, ranges);
    return fault === undefined ? [] : [{ path, message: `subnet ${subnet} of ${owner} ${fault}` }];
  });
}
