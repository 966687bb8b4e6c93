import { renderShell, type ShellValues } from "../support/shell-script";
import { hostFile, STATE_FOLDER } from "./render";

/** Seconds that a host may take to print its facts. */
export const PREFLIGHT_SECONDS = 40;

/** Prints facts about a host for the pre-flight; runs as the user who logs in. */
export function preflightScript(looksFor: {
  readonly modules: readonly string[];
  readonly tools: readonly string[];
  /** Subinterfaces that the plan has there. */
  readonly carriers: readonly string[];
}): string {
  const values = Object.entries(looksFor).map(([name, words]) => [name, words.join(" ")]);
  return renderShell({ ...Object.fromEntries(values), state: STATE_FOLDER } as ShellValues, hostFile("preflight.sh"));
}
