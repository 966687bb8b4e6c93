import type { Planned, PlannedAddress } from "../plan/address-plan";

/** The rules that the plan alone can decide; a policy of the same name stands under `policy/rules/`. */
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

/** Something in the plan that cannot work. */
export interface Conflict {
  readonly rule: ConflictRule;
  /** Where to mend it in the configuration. */
  readonly path: string;
  /** Whole message: path, value, both owners, remedy. */
  readonly message: string;
}

/** Whether the address is ours to choose: routers and what is reserved for others are where they are. */
export function isMovable({ kind }: PlannedAddress): boolean {
  return kind !== "gateway" && kind !== "reserved" && kind !== "auxiliary";
}

/** Two entries that conflict, the one to mend last: the later one, but never that of a peer. */
export function ourLast<T extends Planned>(earlier: T, later: T): readonly [T, T] {
  return later.stack !== undefined && earlier.stack === undefined ? [later, earlier] : [earlier, later];
}
