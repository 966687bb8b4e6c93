import { UserError } from "../../support/errors";
import { contains, fromValue, intersect, parseAddress, parseRange, parseSubnet, usable } from "../../topology/ip";

/** The gateway that Docker takes where none is given. */
export function firstAddress(subnet: string): string | undefined {
  const parsed = parseSubnet(subnet);
  return parsed === undefined ? undefined : fromValue(parsed.family, usable(parsed).first).text;
}

/**
 * A free address of a subnet, or undefined.
 * @param taken addresses and ranges
 * @param end where to begin
 */
export function freeAddress(subnet: string, taken: readonly string[], end: "first" | "last"): string | undefined {
  const parsed = parseSubnet(subnet);
  if (parsed === undefined) return undefined;
  const { first, last } = usable(parsed);
  const ranges = taken.flatMap((text) => parseRange(text) ?? []);
  const step = end === "first" ? 1n : -1n;
  for (let value = end === "first" ? first : last; first <= value && value <= last; value += step) {
    const address = fromValue(parsed.family, value);
    if (!ranges.some((range) => contains(range, address))) return address.text;
  }
  return undefined;
}

/** The first /24 of a /16 that overlaps none of the subnets taken. @param net its first two parts */
export function freeSubnet(taken: readonly string[], net: string): string {
  const ranges = taken.flatMap((text) => parseRange(text) ?? []);
  for (let third = 0; third < 256; third += 1) {
    const subnet = `${net}.${third}.0/24`;
    const parsed = parseSubnet(subnet);
    if (!ranges.some((range) => parsed !== undefined && intersect(range, parsed) !== undefined)) return subnet;
  }
  throw new UserError(`there is no free subnet in ${net}.0.0/16, of which the import takes those that no file names`);
}

/** The smallest subnet of at least a /24 or /64 that has all of these addresses of one family; undefined for none. */
export function subnetAround(addresses: readonly string[]): string | undefined {
  const [first, ...others] = addresses.flatMap((text) => parseAddress(text) ?? []);
  if (first === undefined) return undefined;
  const bits = first.family === 4 ? 32n : 128n;
  const own = others.filter(({ family }) => family === first.family);
  for (let host = first.family === 4 ? 8n : 64n; host < bits; host += 1n) {
    if (!own.every(({ value }) => value >> host === first.value >> host)) continue;
    return `${fromValue(first.family, (first.value >> host) << host).text}/${bits - host}`;
  }
  return undefined;
}
