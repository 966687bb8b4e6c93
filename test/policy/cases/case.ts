import type { Resource } from "../analyze";

/** A rule with runs that it passes, runs that it refuses with the heart of the message, and one with an unknown value. */
export interface Case {
  readonly rule: string;
  readonly good: readonly (readonly Resource[])[];
  readonly bad: readonly (readonly [RegExp, readonly Resource[]])[];
  /** What the rule depends on is unknown: it steps back to an advice that says so, or is silent where `up` looks again. */
  readonly unknown: readonly Resource[];
  readonly silent?: true;
}
