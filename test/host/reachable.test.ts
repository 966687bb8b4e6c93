import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { reachableScript } from "../../host/reachable";

const DENIED = "fabric@192.0.2.7: Permission denied (publickey).";
const OTHER_KEY = "Host key verification failed.";
const SILENT = "connect to host 192.0.2.7 port 22: No route to host";

/**
 * Runs the proof against a host that gives one answer after the other and then repeats the last; "" accepts the login. A fake
 * clock makes waiting take no time.
 */
function prove(startsWithin: number, ...sayings: readonly string[]): { why: string; after: number; status: number } {
  const folder = mkdtempSync(join(tmpdir(), "mf-reachable-"));
  const program = (name: string, body: string): void => {
    writeFileSync(join(folder, name), `#!/bin/sh\ncd ${folder}\n${body}\n`, { mode: 0o755 });
  };
  writeFileSync(join(folder, "clock"), "1000\n");
  writeFileSync(join(folder, "sayings"), `${sayings.join("\n")}\n`);
  program("date", "cat clock");
  program("sleep", `echo $(($(cat clock) + $1)) >clock`);
  program(
    "ssh",
    `line=$(head -n 1 sayings); [ $(wc -l <sayings) -gt 1 ] && sed -i 1d sayings; [ -z "$line" ] || { echo "$line" >&2; exit 255; }`,
  );
  const script = reachableScript(
    "docker01",
    { host: "192.0.2.7", port: 22, user: "fabric", hostKey: "ssh-ed25519 A" },
    { hostKey: "compare 'its' key", login: "check vm.ssh.user", sudo: "give fabric NOPASSWD: ALL" },
    startsWithin,
  );
  const env = { ...process.env, PATH: `${folder}:${process.env["PATH"] ?? ""}` };
  const { stderr, status } = spawnSync("sh", ["-s"], { input: script, encoding: "utf8", env });
  const after = Number(readFileSync(join(folder, "clock"), "utf8")) - 1000;
  rmSync(folder, { recursive: true });
  return { why: stderr.trim(), after, status: status ?? -1 };
}

describe("the proof that a host answers", () => {
  it("succeeds or fails at once for a host that should be running", () => {
    expect(prove(0, "")).toEqual({ why: "", after: 0, status: 0 });
    for (const said of [DENIED, OTHER_KEY, SILENT]) expect(prove(0, said)).toMatchObject({ after: 0, status: 1 });
  });

  it("waits for a machine that is starting, and tolerates its errors until cloud-init is done", () => {
    const said = [...Array<string>(30).fill(SILENT), OTHER_KEY, DENIED, DENIED, ""];
    expect(prove(600, ...said)).toEqual({ why: "", after: 99, status: 0 });
  });

  it("gives a silent machine all its time", () => {
    const { why, after, status } = prove(600, SILENT);
    expect([after, status]).toEqual([600, 1]);
    expect(why).toContain("does not answer within 600 s");
  });

  it("does not wait ten minutes for a wrong key to be corrected", () => {
    const { why, after } = prove(600, ...Array<string>(10).fill(SILENT), DENIED);
    expect(after).toBe(90);
    expect(why).toContain("rejects the login: check vm.ssh.user");
    expect(prove(600, OTHER_KEY)).toMatchObject({
      after: 60,
      why: `hosts.docker01: docker01 (fabric@192.0.2.7, port 22) presents a host key other than the pinned one: compare 'its' key (${OTHER_KEY})`,
    });
  });

  it("says that sudo asks for a password, which is not a rejected login", () => {
    expect(prove(0, "sudo: a password is required")).toMatchObject({
      status: 1,
      why: "hosts.docker01: docker01 (fabric@192.0.2.7, port 22) accepts the login, but sudo does not work without a password: give fabric NOPASSWD: ALL (sudo: a password is required)",
    });
    expect(prove(600, SILENT, "sudo: a password is required", "")).toMatchObject({ why: "", status: 0 });
  });

  it("restarts the count when the machine restarts", () => {
    const said = [...Array<string>(15).fill(DENIED), SILENT, ...Array<string>(15).fill(DENIED), ""];
    expect(prove(600, ...said)).toMatchObject({ why: "", status: 0 });
  });
});
