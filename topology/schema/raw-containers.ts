import type { Problem } from "../../support/problem";
import type { Origin } from "./origins";

/** A map of the configuration as somebody wrote it, unchecked. */
export type Raw = Readonly<Record<string, unknown>>;

export function isMap(value: unknown): value is Raw {
  return value instanceof Object && !Array.isArray(value);
}

/** A container as somebody wrote it, where its keys are written, and what is wrong with it. */
export interface RawContainer {
  readonly value: unknown;
  readonly origin: Origin;
  readonly problems: readonly Problem[];
}
