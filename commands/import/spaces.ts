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

/** The first of the subnets 172.31.0.0/24, 172.31.1.0/24 … that overlaps none of those taken. */
export function freeSubnet(taken: readonly string[]): string {
  const ranges = taken.flatMap((text) => parseRange(text) ?? []);
  for (let third = 0; ; third += 1) {
    const subnet = `172.31.${third}.0/24`;
    const parsed = parseSubnet(subnet);
    if (parsed === undefined) throw new Error("there is no free subnet for a bridge network");
    if (!ranges.some((range) => intersect(range, parsed) !== undefined)) return subnet;
  }
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
