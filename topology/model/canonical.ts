import { parseAddress, parseSubnet } from "../ip";

/** Docker reports addresses in one notation; in any other, every refresh would report drift. */
export function canonicalAddress(address: string): string {
  return parseAddress(address)?.text ?? address;
}

export function canonicalSubnet(subnet: string): string {
  return parseSubnet(subnet)?.text ?? subnet;
}
