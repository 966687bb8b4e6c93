import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { paint, print, say } from "../support/terminal";
import { blastRadius } from "./blast-radius/blast-radius";
import { readSteps } from "./blast-radius/events";
import { blastRadiusText } from "./blast-radius/format";
import { policyFlags } from "./policy-flags";
import { prepare } from "./prepare";

/**
 * Shows what `up` would change, the policies included, and what that means for the containers; needs neither guests nor hosts.
 * @param asJson whether only the latter is printed, as JSON on stdout
 */
export async function preview(stack: string, asJson: boolean): Promise<number> {
  const session = await prepare(stack, { guests: false });
  const folder = mkdtempSync(join(tmpdir(), "macvlan-fabric-preview-"));
  try {
    const log = join(folder, "events.jsonl");
    const args = ["preview", "--suppress-outputs", ...policyFlags(stack), "--event-log", log, "--stack", stack];
    const exitCode = await (asJson ? session.runQuietly(args) : session.run(args));
    if (exitCode !== 0) return exitCode;
    const radius = blastRadius(readSteps(readFileSync(log, "utf8")));
    if (asJson) print(JSON.stringify(radius, null, 2));
    else say(`\n${blastRadiusText(radius, (text) => paint("bold", text))}`);
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
