import type { PlannedAddress } from "../addresses";
import { fromValue } from "../ip";
import type { Conflict } from "./conflict";
import type { ReadAddress } from "./read-addresses";

/** Addresses with two owners on one layer-2 domain. */
export function findDuplicates(addresses: readonly ReadAddress[]): Conflict[] {
  const domains = new Map<string, Map<string, PlannedAddress>>();
  const collisions: [PlannedAddress, ReadAddress, ReadonlyMap<string, unknown>][] = [];
  for (const read of addresses) {
    const { domain } = read.entry;
    let taken = domains.get(domain);
    if (taken === undefined) domains.set(domain, (taken = new Map<string, PlannedAddress>()));
    const first = taken.get(read.address.text);
    if (first === undefined) taken.set(read.address.text, read.entry);
    else collisions.push([first, read, taken]);
  }
  // Described only now, when every taken address is known, so that the suggestion is a free one.
  return collisions.map(([first, second, taken]) => duplicate(first, second, taken));
}

function duplicate(first: PlannedAddress, second: ReadAddress, taken: ReadonlyMap<string, unknown>): Conflict {
  const { path, address, owner, domain } = second.entry;
  const message =
    `${path}: ${address} of ${owner} is already taken by ${first.owner} (${first.path}), ` +
    `both on ${domain}. ${suggestFree(second, taken)}`;
  return { rule: "duplicate-address", path, message };
}

/** Names a free address close by, looking at a bounded number of candidates. */
function suggestFree({ address, subnet }: ReadAddress, taken: ReadonlyMap<string, unknown>): string {
  for (let value = address.value + 1n; value < subnet.last && value < address.value + 1000n; value += 1n) {
    const candidate = fromValue(subnet.family, value).text;
    if (!taken.has(candidate)) return `Give one of them another address, such as ${candidate}.`;
  }
  return "Give one of them another address.";
}

/** Two containers of one MAC on one domain: the kernel refuses it on one parent, nobody across hosts. */
export function findDuplicateMacs(addresses: readonly ReadAddress[]): Conflict[] {
  const domains = new Map<string, Map<string, ReadAddress>>();
  const conflicts: Conflict[] = [];
  for (const read of addresses) {
    const { mac, domain, path, owner } = read.entry;
    if (mac === undefined) continue;
    let seen = domains.get(domain);
    if (seen === undefined) domains.set(domain, (seen = new Map<string, ReadAddress>()));
    const first = seen.get(mac);
    if (first === undefined) seen.set(mac, read);
    // One address twice is a duplicate address already.
    if (first === undefined || first.address.text === read.address.text) continue;
    const message =
      `${path}: MAC ${mac} of ${owner} is also that of ${first.entry.owner} (${first.entry.path}), both on ${domain}. ` +
      `Give one of them another address, from which a fabric derives the MAC, or another macAddress.`;
    conflicts.push({ rule: "duplicate-mac", path, message });
  }
  return conflicts;
}
