import { canonicalAddress, parseInterfaceAddress } from "../ip";
import type { PlacedAddress } from "./topology";

/** The addresses of a key that takes one or a list, in canonical notation, each with its own path. */
export function placeAddresses(given: string | readonly string[] | undefined, path: string): PlacedAddress[] {
  if (given === undefined) return [];
  if (typeof given === "string") return [{ address: canonical(given), path }];
  return given.map((address, index) => ({ address: canonical(address), path: `${path}.${index}` }));
}

/** Of an address with prefix length, that stays. */
function canonical(text: string): string {
  const parsed = text.includes("/") ? parseInterfaceAddress(text) : undefined;
  return parsed === undefined ? canonicalAddress(text) : `${parsed.address.text}/${parsed.subnet.prefix}`;
}
