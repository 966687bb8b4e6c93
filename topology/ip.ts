import { IPv6 } from "ip-num";
import { compressIpv6, dottedQuad, parseDottedQuad, parsePrefix } from "./ip-notation";

/** An IP address as a number, with its canonical text. IPv4-mapped IPv6 counts as IPv4. */
export interface Address {
  readonly family: 4 | 6;
  readonly value: bigint;
  readonly text: string;
}

/** A block of addresses in CIDR notation. */
export interface Subnet extends Range {
  readonly prefix: number;
  /** Canonical text: network address, compressed lower-case IPv6. */
  readonly text: string;
}

/** Parses one address; IPv4-mapped IPv6 (`::ffff:10.0.0.1`) counts as the IPv4 address. Undefined when it is malformed. */
export function parseAddress(text: string): Address | undefined {
  try {
    const quad = parseDottedQuad(text);
    if (quad !== undefined) return { family: 4, value: BigInt(quad), text };
    // A zone names a link of one host and is not part of the address.
    if (!text.includes(":") || text.includes("%")) return undefined;
    const value = new IPv6(text.toLowerCase()).getValue();
    return value >> 32n === 0xffffn ? fromValue(4, value & 0xffffffffn) : fromValue(6, value);
  } catch {
    return undefined;
  }
}

/** Parses `address/prefix`. Undefined when it is malformed; host bits are reported by {@link hasHostBits}. */
export function parseSubnet(text: string): Subnet | undefined {
  const parsed = splitCidr(text);
  if (parsed === undefined) return undefined;
  const { address, prefix } = parsed;
  const { family, value } = address;
  const mask = (SIZES[(family === 4 ? 32 : 128) - prefix] ?? 1n) - 1n;
  const hostBits = value & mask;
  const first = hostBits === 0n ? value : value - hostBits;
  const network = hostBits === 0n ? address : fromValue(family, first);
  return { family, prefix, first, last: first + mask, text: `${network.text}/${prefix}` };
}

/** Addresses of a block, by the number of its host bits. */
const SIZES = Array.from({ length: 129 }, (_, bits) => 1n << BigInt(bits));

/** Docker reports addresses in one notation; in any other, every refresh would report drift. Leaves malformed text as it is. */
export function canonicalAddress(text: string): string {
  return parseAddress(text)?.text ?? text;
}

/** Likewise for a subnet. */
export function canonicalSubnet(text: string): string {
  return parseSubnet(text)?.text ?? text;
}

/** The family of an address or subnet; of malformed text, which the schema refuses, IPv4. */
export function familyOf(text: string): 4 | 6 {
  return parseAddress(text.split("/")[0] ?? "")?.family ?? 4;
}

/** An address together with the subnet that its prefix length spans, as in `192.168.10.10/24`. */
export function parseInterfaceAddress(text: string): { address: Address; subnet: Subnet } | undefined {
  const parsed = splitCidr(text);
  const subnet = parseSubnet(text);
  return parsed === undefined || subnet === undefined ? undefined : { address: parsed.address, subnet };
}

/** Consecutive addresses, not necessarily a block. */
export interface Range {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/** Parses `first-last`, a block in CIDR notation, or one address. Undefined when it is malformed or runs backwards. */
export function parseRange(text: string): Range | undefined {
  if (text.includes("/")) return hasHostBits(text) ? undefined : parseSubnet(text);
  const [first, last, ...more] = text.split("-").map((part) => parseAddress(part.trim()));
  if (first === undefined || more.length > 0) return undefined;
  const end = text.includes("-") ? last : first;
  if (end?.family !== first.family || end.value < first.value) return undefined;
  return { family: first.family, first: first.value, last: end.value };
}

/** Whether a CIDR text has bits set behind its prefix, such as `10.7.0.5/24`. Docker before 25.0 accepts that silently. */
export function hasHostBits(text: string): boolean {
  const parsed = parseInterfaceAddress(text);
  return parsed !== undefined && parsed.address.value !== parsed.subnet.first;
}

/** Whether a subnet or range contains an address. */
export function contains({ family, first, last }: Range, address: Address): boolean {
  return family === address.family && first <= address.value && address.value <= last;
}

/** Whether a subnet or range contains the whole of another. */
export function covers(outer: Range, inner: Range): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

/**
 * The addresses of a subnet that hosts can have. A /31 has neither network nor broadcast address (RFC 3021); IPv6 has no
 * broadcast, and its first address is the routers' anycast address (RFC 4291, 2.6.1).
 */
export function usable(subnet: Subnet): Range {
  const { family, first, last } = subnet;
  if (last - first <= 1n) return subnet;
  return { family, first: first + 1n, last: family === 4 ? last - 1n : last };
}

/** The addresses that two subnets or ranges have in common; undefined when there are none. */
export function intersect(a: Range, b: Range): Range | undefined {
  const first = a.first > b.first ? a.first : b.first;
  const last = a.last < b.last ? a.last : b.last;
  return a.family === b.family && first <= last ? { family: a.family, first, last } : undefined;
}

/** Sorts the ranges and merges those that overlap or touch. */
export function mergeRanges(ranges: readonly Range[]): Range[] {
  const sorted = [...ranges].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  const merged: Range[] = [];
  for (const range of sorted) {
    const last = merged.at(-1);
    if (last === undefined || range.first > last.last + 1n) merged.push(range);
    else if (range.last > last.last) merged[merged.length - 1] = { ...last, last: range.last };
  }
  return merged;
}

/** The address with the given number. */
export function fromValue(family: 4 | 6, value: bigint): Address {
  return { family, value, text: family === 4 ? dottedQuad(Number(value)) : compressIpv6(value) };
}

function splitCidr(text: string): { address: Address; prefix: number } | undefined {
  const slash = text.indexOf("/");
  const address = slash < 0 ? undefined : parseAddress(text.slice(0, slash));
  const prefix = parsePrefix(text, slash + 1);
  return address === undefined || prefix > (address.family === 4 ? 32 : 128) ? undefined : { address, prefix };
}
