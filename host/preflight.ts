import { renderShell } from "../support/shell-script";
import { hostFile, STATE_FOLDER } from "./render";

/** Seconds that a host may take to print its facts. */
export const PREFLIGHT_SECONDS = 40;

/** Prints facts about a host for the pre-flight; runs as the user who logs in. */
export function preflightScript(looksFor: {
  readonly modules: readonly string[];
  readonly tools: readonly string[];
  /** Files and folders. */
  readonly paths: readonly string[];
  /** Subinterfaces that the plan has there. */
  readonly carriers: readonly string[];
}): string {
  const { modules, tools, paths, carriers } = looksFor;
  const words = { modules: modules.join(" "), tools: tools.join(" "), carriers: carriers.join(" ") };
  return renderShell({ ...words, paths: paths.join("\n"), state: STATE_FOLDER }, hostFile("preflight.sh"));
}
