import type { AddressPlan } from "./addresses";
import type { Conflict } from "./conflicts/conflict";
import { findDuplicateMacs, findDuplicates } from "./conflicts/duplicates";
import { findSharedDomains } from "./conflicts/networks";
import { findOverlaps } from "./conflicts/overlaps";
import { findInRanges } from "./conflicts/ranges";
import { readAddresses } from "./conflicts/read-addresses";
import { findUnusable, findUnusableRanges, isInside } from "./conflicts/unusable";
import { FreeAddresses } from "./free";
import { contains } from "./ip";

/**
 * Finds every conflict of a plan, each once. Sort and sweep for overlaps, hashing for duplicates: the cost grows as
 * n log n, and so does the report, because each entry is reported against one other at most.
 */
export function findConflicts(plan: AddressPlan): Conflict[] {
  const addresses = readAddresses(plan.addresses);
  let known: FreeAddresses | undefined;
  // Only a conflict asks for free addresses, and most plans have none.
  const free = (): FreeAddresses => (known ??= new FreeAddresses(plan.ranges, addresses));
  // What lies outside its subnet is said to, and nothing else: it has to move anyway.
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
