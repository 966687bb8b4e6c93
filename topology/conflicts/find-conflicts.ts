import { contains } from "../ip";
import type { AddressPlan } from "../plan/address-plan";
import { FreeAddresses } from "../plan/free-addresses";
import { readAddresses } from "../plan/read-addresses";
import type { Conflict } from "./conflict";
import { findDuplicateMacs, findDuplicates } from "./duplicates";
import { findSharedDomains } from "./networks";
import { findOverlaps } from "./overlaps";
import { findInRanges } from "./ranges";
import { findUnusable, findUnusableRanges, isInside } from "./unusable";

/**
 * Finds every conflict of a plan, each once. It sorts and sweeps for overlaps and hashes for duplicates, so the cost grows as
 * n log n, and it reports each entry against at most one other, so the report stays short.
 */
export function findConflicts(plan: AddressPlan): Conflict[] {
  const addresses = readAddresses(plan.addresses);
  let known: FreeAddresses | undefined;
  // Only conflicts need free addresses, and most plans have no conflict.
  const free = (): FreeAddresses => (known ??= new FreeAddresses(plan.ranges, addresses));
  // An entry outside its subnet is reported only as that, because it has to move anyway.
  const ranges = plan.ranges.filter(isInside);
  const inside = addresses.filter(({ address, subnet }) => contains(subnet, address));
  return [
    ...findSharedDomains(plan.networks, plan.subnets),
    ...findOverlaps(plan.subnets),
    ...findUnusableRanges(plan.ranges),
    ...findInRanges(ranges, inside, free),
    ...findDuplicates(inside, free),
    ...findUnusable(addresses, plan.subnets, free),
    ...findDuplicateMacs(addresses),
  ];
}
