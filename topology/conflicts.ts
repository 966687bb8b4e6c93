import type { AddressPlan } from "./addresses";
import type { Conflict } from "./conflicts/conflict";
import { findDuplicateMacs, findDuplicates } from "./conflicts/duplicates";
import { findSharedDomains } from "./conflicts/networks";
import { findOverlaps } from "./conflicts/overlaps";
import { readAddresses } from "./conflicts/read-addresses";
import { findUnusable } from "./conflicts/unusable";

/**
 * Finds every conflict of a plan, each once. Sort and sweep for overlaps, hashing for duplicates: the cost grows as
 * n log n, and so does the report, because each entry is reported against one other at most.
 */
export function findConflicts(plan: AddressPlan): Conflict[] {
  const addresses = readAddresses(plan.addresses);
  return [
    ...findSharedDomains(plan.networks),
    ...findOverlaps(plan.subnets),
    ...findDuplicates(addresses),
    ...findUnusable(addresses),
    ...findDuplicateMacs(addresses),
  ];
}
