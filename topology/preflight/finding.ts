import type { Problem } from "../../support/problem";

/** Something about a host that the plan cannot work with, or that its owner should know. */
export interface Finding extends Problem {
  /** An error stops `up` before anything is changed; a warning is only shown. */
  readonly severity: "error" | "warning";
  /** A NIC without a carrier, which `doctor` finds out by itself on the LAN. */
  readonly isCarrier?: true;
}

export function error(path: string, message: string): Finding {
  return { severity: "error", path, message };
}

export function warning(path: string, message: string): Finding {
  return { severity: "warning", path, message };
}
