import type { PlannedRange } from "../addresses";
import type { FreeAddresses } from "../free";
import { contains, covers, fromValue, parseRange, parseSubnet, usable, type Address, type Subnet } from "../ip";
import type { Conflict } from "./conflict";
import type { ReadAddress } from "./read-addresses";

/** Addresses that Docker refuses only at the start of a container, or never. */
export function findUnusable(addresses: readonly ReadAddress[], free: () => FreeAddresses): Conflict[] {
  const conflicts: Conflict[] = [];
  for (const { entry, address, subnet } of addresses) {
    // What a peer has is for that stack to mend; a registry has its host's address.
    const fault = entry.stack === undefined && entry.kind !== "registry" ? faultOf(address, subnet) : undefined;
    if (fault === undefined) continue;
    const next = free().next(entry);
    const message =
      `${entry.path}: ${entry.address} of ${entry.owner} ${fault.text} ${subnet.text}. ` +
      `Give it an address from ${usableText(subnet)}${next === undefined ? "" : `, such as ${next}`}.`;
    conflicts.push({ rule: fault.rule, path: entry.path, message });
  }
  return conflicts;
}

function faultOf(address: Address, subnet: Subnet): { rule: Conflict["rule"]; text: string } | undefined {
  if (!contains(subnet, address)) return { rule: "address-outside-subnet", text: "lies outside its subnet" };
  if (contains(usable(subnet), address)) return undefined;
  const first = subnet.family === 4 ? "network" : "subnet-router anycast";
  const meaning = address.value === subnet.first ? first : "broadcast";
  return { rule: "unusable-address", text: `is the ${meaning} address of` };
}

/** Ranges that reach out of their subnet: Docker before 25.0 takes them, and hands out addresses that nobody reaches. */
export function findUnusableRanges(ranges: readonly PlannedRange[]): Conflict[] {
  return ranges.flatMap((entry): Conflict[] => {
    const subnet = parseSubnet(entry.subnet);
    const range = parseRange(entry.range);
    if (subnet === undefined || range === undefined || entry.stack !== undefined || covers(subnet, range)) return [];
    const message =
      `${entry.path}: ${entry.range} of ${entry.owner} lies outside its subnet ${subnet.text}. ` +
      `Give it a range within ${usableText(subnet)}.`;
    return [{ rule: "address-outside-subnet", path: entry.path, message }];
  });
}

function usableText(subnet: Subnet): string {
  const { family, first, last } = usable(subnet);
  return `${fromValue(family, first).text} to ${fromValue(family, last).text}`;
}
