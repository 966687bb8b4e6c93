import { contains, fromValue, type Address, type Subnet } from "../ip";
import type { Conflict } from "./conflict";
import type { ReadAddress } from "./read-addresses";

/** Addresses that Docker refuses only at the start of a container, or never. */
export function findUnusable(addresses: readonly ReadAddress[]): Conflict[] {
  return addresses.flatMap(({ entry, address, subnet }): Conflict[] => {
    const what = (): string => `${entry.path}: ${entry.address} of ${entry.owner}`;
    if (!contains(subnet, address)) {
      const message = `${what()} lies outside its subnet ${subnet.text}. Give it an address from ${usableRange(subnet)}.`;
      return [{ rule: "address-outside-subnet", path: entry.path, message }];
    }
    const reserved = reservedMeaning(subnet, address);
    if (reserved === undefined) return [];
    const message = `${what()} is the ${reserved} address of ${subnet.text}. Give it an address from ${usableRange(subnet)}.`;
    return [{ rule: "unusable-address", path: entry.path, message }];
  });
}

/** RFC 3021: a /31 has neither network nor broadcast address; IPv6 has no broadcast, its first is the anycast of routers. */
function reservedMeaning(subnet: Subnet, address: Address): string | undefined {
  const size = subnet.last - subnet.first + 1n;
  if (size <= 2n) return undefined;
  if (address.value === subnet.first) return subnet.family === 4 ? "network" : "subnet-router anycast";
  if (address.value === subnet.last && subnet.family === 4) return "broadcast";
  return undefined;
}

function usableRange(subnet: Subnet): string {
  const edge = subnet.last - subnet.first + 1n <= 2n ? 0n : 1n;
  const top = subnet.family === 4 ? subnet.last - edge : subnet.last;
  return `${fromValue(subnet.family, subnet.first + edge).text} to ${fromValue(subnet.family, top).text}`;
}
