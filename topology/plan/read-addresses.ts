import type { PlannedAddress } from "./address-plan";
import { parseAddress, parseSubnet, type Address, type Subnet } from "../ip";

/** An address of the plan with its text read, once for all rules. */
export interface ReadAddress {
  readonly entry: PlannedAddress;
  readonly address: Address;
  readonly subnet: Subnet;
}

/** Reads the addresses; what is no address is the schema's to refuse. Many share a subnet, so that is read once. */
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
