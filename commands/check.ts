import { PROJECT_ROOT } from "../support/project";
import { scriptChecks } from "./check-scripts";

const CHECKS: readonly { readonly title: string; readonly command: readonly string[] }[] = [
  { title: "types", command: ["tsc", "-p", "."] },
  { title: "lint", command: ["eslint", ".", "--max-warnings", "0"] },
  { title: "formatting", command: ["prettier", "--check", "--log-level", "warn", "."] },
  { title: "unused code", command: ["knip"] },
];

/** Runs every static check and tells all that fail, not only the first. */
export async function check(): Promise<number> {
  const { execa } = await import("execa");
  let failed = 0;
  for (const { title, command } of [...CHECKS, ...(await scriptChecks())]) {
    const started = performance.now();
    const [program = "", ...args] = command;
    const { exitCode, all } = await execa(program, args, {
      cwd: PROJECT_ROOT,
      preferLocal: true,
      reject: false,
      all: true,
    });
    const verdict = exitCode === 0 ? "ok" : "FAILED";
    process.stdout.write(
      `${title.padEnd(14)}${verdict.padEnd(8)}${((performance.now() - started) / 1000).toFixed(1)} s\n`,
    );
    if (exitCode !== 0) {
      failed += 1;
      process.stdout.write(`${all}\n`);
    }
  }
  return failed === 0 ? 0 : 1;
}
