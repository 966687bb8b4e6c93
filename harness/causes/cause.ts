import type { Finding } from "../doctor/result";
import type { Tried } from "../judge-answers";
import type { Cell } from "../probes";

/** A cell and what it showed. */
export type JudgedCell = Cell & Tried;

/** What explains several cells at once, and what to do about it. */
export interface Cause {
  /** The same words as the doctor's. */
  readonly kind: Finding["block"];
  /** The hosts that it is about. */
  readonly hosts: readonly string[];
  readonly text: string;
  /** The failed cells that it explains, by index. None: it is only worth knowing. */
  readonly cells: readonly number[];
}

/** The way on, at the end of a text. */
export const DOCTOR = "`npm run doctor` names the setting.";
