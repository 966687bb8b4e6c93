import { parseAddress, parseSubnet } from "../ip";

/** Docker reports addresses in one notation; written in another they would look like drift for ever. */
export function canonicalAddress(address: string): string {
  return parseAddress(address)?.text ?? address;
}

export function canonicalSubnet(subnet: string): string {
  return parseSubnet(subnet)?.text ?? subnet;
}
