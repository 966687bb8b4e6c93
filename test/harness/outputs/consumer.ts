import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, type TestContext } from "vitest";
import type { Files } from "../../../harness/outputs/kind";
import { isFound } from "../../../support/packages";

/** Skips a test whose program is missing, and names the package to install. */
export function needProgram(context: TestContext, program: string, packageName: string): void {
  if (!isFound(program)) context.skip(`${program} is missing: install ${packageName}`);
}

/** The same for a Python module. */
export function needPython(context: TestContext, module: string, packageName: string): void {
  if (spawnSync("python3", ["-c", `import ${module}`]).status !== 0)
    context.skip(`the Python module ${module} is missing: pip install ${packageName}`);
}

/** A folder for the tests of a file, with a writer that returns the path. */
export function temporaryFolder(): { readonly path: string; write(files: Files): string } {
  const path = mkdtempSync(join(tmpdir(), "mf-outputs-"));
  afterAll(() => {
    rmSync(path, { recursive: true });
  });
  const write = (files: Files): string => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), text);
    }
    return join(path, Object.keys(files)[0] ?? "");
  };
  return { path, write };
}

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  /** Both outputs. */
  readonly text: string;
}

/** Runs a program to its end, for 60 s at most. */
export function run(
  program: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Ran {
  const env = { ...process.env, PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin`, ...options.env };
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8", timeout: 60_000, ...options, env });
  return { status, stdout, text: stdout + stderr };
}
