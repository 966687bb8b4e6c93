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
 * Finds every conflict of a plan, each once. Sort and sweep for overlaps, hashing for duplicates: the cost grows as
 * n log n, and so does the report, because each entry is reported against one other at most.
 */
export function findConflicts(plan: AddressPlan): Conflict[] {
  const addresses = readAddresses(plan.addresses);
  let known: FreeAddresses | undefined;
  // Only a conflict asks for free addresses, and most plans have none.
  const free = (): FreeAddresses => (known ??= new FreeAddresses(plan.ranges, addresses));
  // What lies outside its subnet is reported as that only: it has to move anyway.
  const ranges = plan.ranges.filter(isInside);
  const inside = addresses.filter(({ address, subnet }) => contains(subnet, address));
  return [
    ...findSharedDomains(plan.networks),
    ...findOverlaps(plan.subnets),
    ...findUnusableRanges(plan.ranges),
    ...findInRanges(ranges, inside, free),
    ...findDuplicates(inside, free),
    ...findUnusable(addresses, free),
    ...findDuplicateMacs(addresses),
  ];
}
