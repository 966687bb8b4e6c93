import { parseAddress, parseSubnet, type Address, type Subnet } from "../ip";
import type { PlannedAddress } from "./address-plan";

/** An address of the plan, parsed once for all rules. */
export interface ReadAddress {
  readonly entry: PlannedAddress;
  readonly address: Address;
  readonly subnet: Subnet;
}

/** Parses the addresses; the schema rejects malformed ones. Many share a subnet, so each subnet is parsed once. */
export function readAddresses(addresses: readonly PlannedAddress[]): ReadAddress[] {
  const subnets = new Map<string, Subnet | undefined>();
  const read: ReadAddress[] = [];
  for (const entry of addresses) {
    let subnet = subnets.get(entry.subnet);
    if (subnet === undefined) subnets.set(entry.subnet, (subnet = parseSubnet(entry.subnet)));
    const address = parseAddress(entry.address);
    if (address !== undefined && subnet !== undefined) read.push({ entry, address, subnet });
  }
  return read;
}
