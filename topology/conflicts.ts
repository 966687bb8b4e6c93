import type { AddressPlan } from "./addresses";
import type { Conflict } from "./conflicts/conflict";
import { findDuplicateMacs, findDuplicates } from "./conflicts/duplicates";
import { findSharedDomains } from "./conflicts/networks";
import { findOverlaps } from "./conflicts/overlaps";
import { findInRanges } from "./conflicts/ranges";
import { readAddresses } from "./conflicts/read-addresses";
import { findUnusable, findUnusableRanges } from "./conflicts/unusable";
import { FreeAddresses } from "./free";

/**
 * Finds every conflict of a plan, each once. Sort and sweep for overlaps, hashing for duplicates: the cost grows as
 * n log n, and so does the report, because each entry is reported against one other at most.
 */
export function findConflicts(plan: AddressPlan): Conflict[] {
  const addresses = readAddresses(plan.addresses);
  let known: FreeAddresses | undefined;
  // Only a conflict asks for free addresses, and most plans have none.
  const free = (): FreeAddresses => (known ??= new FreeAddresses(plan.ranges, addresses));
  return [
    ...findSharedDomains(plan.networks),
    ...findOverlaps(plan.subnets),
    ...findUnusableRanges(plan.ranges),
    ...findInRanges(plan.ranges, addresses, free),
    ...findDuplicates(addresses, free),
    ...findUnusable(addresses, free),
    ...findDuplicateMacs(addresses),
  ];
}
