import type { Step } from "./events";

/** A file in the script that writes those of a container: mode, owner, what a change does, content, path. */
const FILE = /^(?:files=')?[0-7]{3,4} \S+ (restart|replace|nothing) \S+ \/.*$/gm;

/**
 * What new files do to a container that is otherwise left alone. One with a secret has no content here, and may restart it.
 * @param steps those of the script that writes them
 */
export function fateOfFiles(steps: readonly Step[]): "restarted" | "updated" | undefined {
  const [step] = steps.filter(({ op }) => op === "update");
  if (step === undefined) return undefined;
  const [before, after] = [step.old, step.new].map((state) => filesOf(state?.inputs?.["stdin"]));
  if (before === undefined || after === undefined) return "restarted";
  // One that is new comes with a new container: it has to be mounted.
  const changed = [...after].filter(([line]) => !before.has(line));
  return changed.some(([, onChange]) => onChange === "restart") ? "restarted" : "updated";
}

/** Each line with what its change does; undefined for a secret. */
function filesOf(stdin: unknown): Map<string, string> | undefined {
  if (typeof stdin !== "string") return undefined;
  const lines = [...stdin.matchAll(FILE)];
  return lines.length === 0
    ? undefined
    : new Map(lines.map(([line, onChange = ""]) => [line.replace(/^files='/, "").replace(/'$/, ""), onChange]));
}
