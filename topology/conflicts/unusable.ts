import { contains, fromValue, type Address, type Subnet } from "../ip";
import type { Conflict } from "./conflict";
import type { ReadAddress } from "./read-addresses";

/** Addresses that Docker refuses only at the start of a container, or never. */
export function findUnusable(addresses: readonly ReadAddress[]): Conflict[] {
  const conflicts: Conflict[] = [];
  for (const { entry, address, subnet } of addresses) {
    const fault = faultOf(address, subnet);
    if (fault === undefined) continue;
    const message =
      `${entry.path}: ${entry.address} of ${entry.owner} ${fault.text} ${subnet.text}. ` +
      `Give it an address from ${usableRange(subnet)}.`;
    conflicts.push({ rule: fault.rule, path: entry.path, message });
  }
  return conflicts;
}

function faultOf(address: Address, subnet: Subnet): { rule: Conflict["rule"]; text: string } | undefined {
  if (!contains(subnet, address)) return { rule: "address-outside-subnet", text: "lies outside its subnet" };
  const reserved = reservedMeaning(subnet, address);
  return reserved === undefined ? undefined : { rule: "unusable-address", text: `is the ${reserved} address of` };
}

/** RFC 3021: a /31 has neither network nor broadcast address; IPv6 has no broadcast, its first is the anycast of routers. */
function reservedMeaning(subnet: Subnet, address: Address): string | undefined {
  if (address.value !== subnet.first && address.value !== subnet.last) return undefined;
  if (subnet.last - subnet.first <= 1n) return undefined;
  if (address.value === subnet.first) return subnet.family === 4 ? "network" : "subnet-router anycast";
  if (address.value === subnet.last && subnet.family === 4) return "broadcast";
  return undefined;
}

function usableRange(subnet: Subnet): string {
  const edge = subnet.last - subnet.first + 1n <= 2n ? 0n : 1n;
  const top = subnet.family === 4 ? subnet.last - edge : subnet.last;
  return `${fromValue(subnet.family, subnet.first + edge).text} to ${fromValue(subnet.family, top).text}`;
}
