import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { policyFlags } from "../policy-flags";
import { blastRadius, type BlastRadius } from "./blast-radius";
import { readSteps } from "./events";

/** Runs a preview and reads from its events what an update would touch; a number is the exit code of a preview that failed. */
export async function readBlastRadius(
  stack: string,
  preview: (args: readonly string[]) => Promise<number>,
): Promise<BlastRadius | number> {
  const folder = mkdtempSync(join(tmpdir(), "macvlan-fabric-preview-"));
  try {
    const log = join(folder, "events.jsonl");
    const args = ["preview", "--suppress-outputs", ...policyFlags(stack), "--event-log", log, "--stack", stack];
    const exitCode = await preview(args);
    return exitCode === 0 ? blastRadius(readSteps(readFileSync(log, "utf8"))) : exitCode;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
