import { PROJECT_ROOT } from "../support/project";

/** Runs the lab's own program. @param input a guest's spec, for `start` and `stop` */
export async function runLab(args: readonly string[], input = ""): Promise<void> {
  const { execa } = await import("execa");
  const output = { stdout: "inherit", stderr: "inherit" } as const;
  await execa("node", ["--import", "tsx", "lab/main.ts", ...args], { cwd: PROJECT_ROOT, input, ...output });
}
