import { contains, covers, fromValue, parseRange, parseSubnet, usable, type Address, type Subnet } from "../ip";
import type { PlannedAddress, PlannedRange } from "../plan/address-plan";
import type { FreeAddresses } from "../plan/free-addresses";
import type { ReadAddress } from "../plan/read-addresses";
import { isMovable, ownerText, type Conflict } from "./conflict";

/** Addresses outside their subnet, and network and broadcast addresses: Docker refuses them late, or never. */
export function findUnusable(addresses: readonly ReadAddress[], free: () => FreeAddresses): Conflict[] {
  const conflicts: Conflict[] = [];
  for (const { entry, address, subnet } of addresses) {
    // Entries of peers are not ours to fix; a registry has its host's address.
    const fault = entry.stack === undefined && entry.kind !== "registry" ? findFault(address, subnet) : undefined;
    if (fault === undefined) continue;
    const message = `${entry.address} of ${ownerText(entry)} ${fault.text} ${subnet.text}. ${unusableRemedy(entry, subnet, free)}`;
    conflicts.push({ rule: fault.rule, path: entry.path, message });
  }
  return conflicts;
}

function unusableRemedy(entry: PlannedAddress, subnet: Subnet, free: () => FreeAddresses): string {
  if (!isMovable(entry)) return `Correct the entry: addresses are ${usableText(subnet)}.`;
  const next = free().next(entry);
  return `Give it an address from ${usableText(subnet)}${next === undefined ? "" : `, such as ${next}`}.`;
}

function findFault(address: Address, subnet: Subnet): { rule: Conflict["rule"]; text: string } | undefined {
  if (!contains(subnet, address)) return { rule: "address-outside-subnet", text: "lies outside its subnet" };
  if (contains(usable(subnet), address)) return undefined;
  const first = subnet.family === 4 ? "network" : "subnet-router anycast";
  const meaning = address.value === subnet.first ? first : "broadcast";
  return { rule: "unusable-address", text: `is the ${meaning} address of` };
}

/** Ranges that extend beyond their subnet: Docker before 25.0 accepts them and hands out unreachable addresses. */
export function findUnusableRanges(ranges: readonly PlannedRange[]): Conflict[] {
  return ranges.flatMap((entry): Conflict[] => {
    const subnet = parseSubnet(entry.subnet);
    if (subnet === undefined || entry.stack !== undefined || isInside(entry)) return [];
    const segment = entry.kind === "dhcp" ? ", or name the segment that the server serves" : "";
    const message =
      `${entry.range} of ${ownerText(entry)} lies outside its subnet ${subnet.text}. ` +
      `Give it a range within ${usableText(subnet)}${segment}.`;
    return [{ rule: "address-outside-subnet", path: entry.path, message }];
  });
}

/** Whether a range lies in its subnet; true when either is malformed. */
export function isInside({ range, subnet }: PlannedRange): boolean {
  const [outer, inner] = [parseSubnet(subnet), parseRange(range)];
  return outer === undefined || inner === undefined || covers(outer, inner);
}

function usableText(subnet: Subnet): string {
  const { family, first, last } = usable(subnet);
  return `${fromValue(family, first).text} to ${fromValue(family, last).text}`;
}
