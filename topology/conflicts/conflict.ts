import type { Problem } from "../../support/problem";
import type { Planned, PlannedAddress, PlannedRange } from "../plan/address-plan";

/** The rules that the plan alone decides; each has a policy of the same name in `policy/rules/`. */
export type ConflictRule =
  | "overlapping-subnets"
  | "foreign-network"
  | "overlapping-ranges"
  | "address-in-range"
  | "duplicate-address"
  | "address-outside-subnet"
  | "unusable-address"
  | "duplicate-mac"
  | "shared-vlan"
  | "duplicate-network";

/** Something in the plan that cannot work; the message names the value, both owners and the remedy. */
export interface Conflict extends Problem {
  readonly rule: ConflictRule;
}

/** Whether the stack chooses the address: those of routers, and those reserved for others, are given. */
export function isMovable({ kind }: PlannedAddress): boolean {
  return kind !== "gateway" && kind !== "reserved" && kind !== "auxiliary";
}

/** The owner of an entry as it reads after "of" or "by": things of which a segment has one get an article. */
export function ownerText({ kind, owner }: PlannedAddress | PlannedRange): string {
  return kind === "gateway" || kind === "pool" ? `the ${owner}` : owner;
}

/** Whether a conflict of two entries concerns this stack: those among peers are not ours to fix. */
export function isOurs(a: Planned, b: Planned): boolean {
  return a.stack === undefined || b.stack === undefined;
}

/** Two conflicting entries, with the one to fix last: the later one, unless it is a peer's. */
export function ourLast<T extends Planned>(earlier: T, later: T): readonly [T, T] {
  return later.stack !== undefined && earlier.stack === undefined ? [later, earlier] : [earlier, later];
}
