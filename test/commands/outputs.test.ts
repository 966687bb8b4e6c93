import { execa } from "execa";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { referenceOutput } from "../harness/fixture";

const folder = mkdtempSync(join(tmpdir(), "mf-outputs-command-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const contract = JSON.stringify({ fabric: referenceOutput() });

/** Runs the command as npm does, from the folder of the user. */
async function outputs(args: string[], input = contract) {
  const env = { INIT_CWD: folder, XDG_CACHE_HOME: folder };
  return execa("node_modules/.bin/tsx", ["commands/main.ts", "outputs", ...args], { input, env, reject: false });
}

describe("npm run outputs", () => {
  it("prints a file that is made from the output of a stack", async () => {
    const { stdout, stderr, exitCode } = await outputs(["hosts", "--from", "-"]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("172.16.10.10\tbbox10 bbox10.vlan10");
  });

  it("reads and writes files where the user is", async () => {
    writeFileSync(join(folder, "contract.json"), contract);
    const { exitCode } = await outputs(["ssh-config", "--from", "contract.json", "--output", "below/ssh"]);
    expect(exitCode).toBe(0);
    expect(readFileSync(join(folder, "below", "ssh"), "utf8")).toContain("Host docker01\n");
  });

  const wrong: [string, string[], RegExp][] = [
    ["a kind that is not there", ["toml"], /'toml' is invalid.*Allowed choices are ssh-config, ansible/],
    ["a file that is not there", ["hosts", "--from", "none"], /^error: --from none: cannot be read: ENOENT/],
    ["a file of another kind", ["junit", "--from", "-"], /^error: standard input: is not a report of verify, version 2:/],
    ["a place that cannot be written", ["hosts", "--from", "-", "--output", "contract.json/x"], /^error: --output .*contract\.json\/x: cannot be written: /],
    ["a stack that was never verified", ["junit", "--stack", "nowhere"], /^error: stack nowhere: has no report yet: run `npm run verify -- --stack nowhere` first/],
  ]; // prettier-ignore
  it.each(wrong)("refuses %s", async (_, args, message) => {
    const { exitCode, stderr } = await outputs(args);
    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
