import type { PlannedAddress } from "../addresses";
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
  return addresses.flatMap((entry): ReadAddress[] => {
    if (!subnets.has(entry.subnet)) subnets.set(entry.subnet, parseSubnet(entry.subnet));
    const subnet = subnets.get(entry.subnet);
    const address = parseAddress(entry.address);
    return address === undefined || subnet === undefined ? [] : [{ entry, address, subnet }];
  });
}
