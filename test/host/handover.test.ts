import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { handoverScript, type HandoverHost } from "../../host/handover";

const login = { host: "192.0.2.1", port: 22, user: "lab", hostKey: "ssh-ed25519 AAAA", privateKeyFile: "/my keys/lab" };
const docker01: HandoverHost = { name: "docker01", ssh: login };
const docker02: HandoverHost = { name: "docker02", ssh: { ...login, host: "192.0.2.2" } };

let bin: string;
beforeEach(() => {
  bin = mkdtempSync(join(tmpdir(), "mf-ssh-"));
});
afterEach(() => {
  rmSync(bin, { recursive: true });
});

/** Runs the script on this machine, with an ssh that notes what it is asked, and then does what the test says. */
function run(
  hosts: readonly HandoverHost[],
  previous?: string,
  ssh = ":",
): { stdout: string; stderr: string; status: number | null } {
  const note = `for word; do destination=$command command=$word; done
{ printf '%s\\n' "$@"; head -n 1; } >"${bin}/asked-$destination"
cat >/dev/null
`;
  writeFileSync(join(bin, "ssh"), `#!/bin/sh\n${note}${ssh}\n`, { mode: 0o755 });
  const script = handoverScript("dev", "fabric=dev", hosts, { addresses: [], networks: [] });
  const env = {
    PATH: `${bin}:${process.env["PATH"] ?? ""}`,
    ...(previous === undefined ? {} : { PULUMI_COMMAND_STDOUT: previous }),
  };
  const { stdout, stderr, status } = spawnSync("sh", ["-s"], { input: script, encoding: "utf8", env });
  return { stdout, stderr, status };
}

function asked(address: string): string[] {
  return readFileSync(join(bin, `asked-${address}`), "utf8")
    .trimEnd()
    .split("\n");
}

describe("the handover", () => {
  it("asks nobody in the first run, and prints the hosts for the next", () => {
    const { stdout, stderr, status } = run([docker01, docker02]);
    expect([stderr, status]).toEqual(["", 0]);
    expect(stdout.split("\n").map((line) => line.split("\t")[0])).toEqual(["docker01", "docker02", ""]);
    expect(() => asked("192.0.2.1")).toThrow();
  });

  it("asks the hosts of the previous run, also one that has gone from the plan, with the pinned key and as root", () => {
    const previous = run([docker01, docker02]).stdout;
    const { stdout } = run([docker02], previous);
    expect(stdout.split("\n").map((line) => line.split("\t")[0])).toEqual(["docker02", ""]);
    expect(asked("192.0.2.1")).toEqual([
      ...["-F", "none", "-i", "/my keys/lab", "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes"],
      ...["-o", "StrictHostKeyChecking=yes", "-o", "UserKnownHostsFile=none", "-o", "GlobalKnownHostsFile=none"],
      ...["-o", "HostKeyAlgorithms=ssh-ed25519", "-o", "KnownHostsCommand=/bin/echo %H ssh-ed25519 AAAA"],
      ...[
        "-o",
        "ConnectTimeout=10",
        "-o",
        "ServerAliveInterval=15",
        "-o",
        "ServerAliveCountMax=4",
        "-p",
        "22",
        "-l",
        "lab",
        "--",
        "192.0.2.1",
      ],
      ...["sudo -n timeout 120 sh -s -- apply", "name=docker01 address=192.0.2.1"],
    ]);
    expect(asked("192.0.2.2").at(-1)).toBe("name=docker02 address=192.0.2.2");
  });

  it("tells a host the name that the plan has for it now", () => {
    const previous = run([docker01]).stdout;
    run([{ ...docker01, name: "web" }], previous);
    expect(asked("192.0.2.1").at(-1)).toBe("name=web address=192.0.2.1");
  });

  it("passes on what a host says, and goes on without one that does not answer", () => {
    const previous = run([docker01, docker02]).stdout;
    const ssh =
      'case $destination in *.1) echo "docker01: web gives up 10.0.0.5" >&2 ;; *) echo "No route to host" >&2; exit 255 ;; esac';
    const { stderr, status } = run([docker01, docker02], previous, ssh);
    expect(status).toBe(0);
    expect(stderr.trim().split("\n").sort()).toEqual([
      "docker01: web gives up 10.0.0.5",
      "docker02 did not free what moves to others (No route to host): if it is still running, an address may have two owners until it is reached again",
    ]);
  });
});
