/** The rules that the plan alone can decide; a policy of the same name stands under `policy/rules/`. */
export type ConflictRule =
  | "overlapping-subnets"
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
