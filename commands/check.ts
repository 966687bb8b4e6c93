import { PROJECT_ROOT } from "../support/project";
import { runSteps } from "../support/steps";
import { print } from "../support/terminal";
import { scriptChecks } from "./check-scripts";

const CHECKS: readonly { readonly title: string; readonly command: readonly string[] }[] = [
  { title: "types", command: ["tsc", "-p", "."] },
  { title: "lint", command: ["eslint", ".", "--max-warnings", "0"] },
  { title: "house rules", command: ["depcruise", "--config", ".dependency-cruiser.cjs", "."] },
  { title: "formatting", command: ["prettier", "--check", "--log-level", "warn", "."] },
  { title: "unused code", command: ["knip"] },
];

/** Runs every static check and shows the output of all that fail, not only of the first. */
export async function check(): Promise<number> {
  const { execa } = await import("execa");
  const failures: string[] = [];
  const steps = [...CHECKS, ...(await scriptChecks())].map(({ title, command: [program = "", ...args] }) => ({
    title,
    run: async (): Promise<undefined> => {
      const options = { cwd: PROJECT_ROOT, preferLocal: true, reject: false, all: true } as const;
      const { exitCode, all } = await execa(program, args, options);
      if (exitCode === 0) return;
      failures.push(`${title}:\n${all}`);
      throw new Error(`${title} failed`);
    },
  }));
  await runSteps(steps, { exitOnError: false });
  for (const failure of failures) print(`\n${failure}`);
  return failures.length === 0 ? 0 : 1;
}
