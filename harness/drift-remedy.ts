import type { Report } from "./report";
import { UPDATE } from "./unfinished-state";

/** What to run for what has drifted, and what that does. */
export function driftRemedy({ state, stack }: Pick<Report, "state" | "stack">): { command: string; effect: string } {
  const isUnfinished = state.some(({ ok, property }) => !ok && property === UPDATE);
  if (isUnfinished)
    return {
      command: `npm run up -- --stack ${stack}`,
      effect: "to complete the last update; it then repairs the rest.",
    };
  return {
    command: `npm run heal -- --stack ${stack}`,
    effect: "to repair it; it says what it cannot repair, and what to do about that.",
  };
}
