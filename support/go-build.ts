import { relative } from "node:path";
import { UserError } from "./errors";
import type { Go } from "./go";
import { PROJECT_ROOT } from "./project";
import { lastLines, runCommand } from "./run-command";
import type { Progress } from "./terminal";

/** Milliseconds between two progress lines of a build. */
const PROGRESS = 15_000;

export interface GoBuild {
  readonly go: Go;
  /** What is being built and how long it takes, as progress shows it. */
  readonly title: string;
  /** Folder of the module's `go.mod`. */
  readonly module: string;
  readonly flags: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly packages: readonly string[];
  /** Folder for the programs. */
  readonly into: string;
  /** Ends the advice of a failure: how to do without this build. */
  readonly otherwise: string;
}

/** Builds programs of a Go module. @throws UserError with the last lines of the compiler when that fails */
export async function goBuild(build: GoBuild, progress: Progress): Promise<void> {
  const { go, title, module, flags, env = {}, packages, into, otherwise } = build;
  progress(title);
  const timer = setInterval(() => {
    progress(title);
  }, PROGRESS);
  try {
    const args = ["build", "-C", module, ...flags, "-o", `${into}/`, ...packages];
    const { ok, ending, all } = await runCommand(go.program, args, { env });
    if (ok) return;
    throw new UserError(
      `${relative(PROJECT_ROOT, module)} could not be built (${ending}). Make a Go module proxy reachable (see GOPROXY), ` +
        `${otherwise}:\n${lastLines(all, 8)}`,
    );
  } finally {
    clearInterval(timer);
  }
}
