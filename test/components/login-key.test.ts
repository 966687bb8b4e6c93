import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { splitPair } from "../../components/host-identity";
import { findKeyProblems } from "../../components/machines/login-key";
import { problemText } from "../../support/problem";
import { devTopology } from "../support/dev-stack";

const folder = mkdtempSync(join(tmpdir(), "macvlan-fabric-keys-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A lab with a machine that is there, and two on vSphere with one key. */
function problems(
  existing: string | undefined,
  vsphere: { privateKeyFile?: string; authorizedKey?: string },
): string[] {
  const { topology } = devTopology((input) => {
    for (const host of Object.values(input.hosts)) host.vm = { kind: "vsphere" };
    input.hosts["old"] = {
      ...{ address: "192.168.1.50", nic: "ens33" },
      vm: {
        kind: "existing",
        ssh: { hostKey: "ssh-ed25519 A", ...(existing === undefined ? {} : { privateKeyFile: existing }) },
      },
    };
    input.vsphere = {
      ...{ server: "vc", user: "u", datacenter: "d", cluster: "c", datastore: "s", template: "t", login: vsphere },
      portGroup: { kind: "distributed", name: "macvlan", switch: "dvs" },
    };
  });
  return findKeyProblems(topology).map(problemText);
}

describe("key files", () => {
  const key = join(folder, "key");

  it("that cannot be read are named all at once, each once", () => {
    expect(problems(join(folder, "a"), { privateKeyFile: join(folder, "b") })).toEqual([
      expect.stringMatching(/^vsphere\.login\.privateKeyFile: .*\/b cannot be read: name the file/) as string,
      expect.stringMatching(/^vsphere\.login\.privateKeyFile: .*\/b\.pub cannot be read: create it with/) as string,
      expect.stringMatching(/^hosts\.old\.vm\.ssh\.privateKeyFile: .*\/a cannot be read: name the file/) as string,
    ]);
  });

  it("are not asked for where the agent has them, or the public half is given", () => {
    expect(problems(undefined, { authorizedKey: "ssh-ed25519 A" })).toEqual([]);
    // That no key is given at all is said elsewhere.
    expect(problems(undefined, {})).toEqual([]);
    writeFileSync(key, "PRIVATE");
    expect(problems(key, { privateKeyFile: key, authorizedKey: "ssh-ed25519 A" })).toEqual([]);
    expect(problems(key, { privateKeyFile: key })).toHaveLength(1);
    writeFileSync(`${key}.pub`, "ssh-ed25519 A");
    expect(problems(key, { privateKeyFile: key })).toEqual([]);
  });
});

describe("key files with a passphrase", () => {
  it.each([
    ["OpenSSH's own", []],
    ["PEM", ["-m", "PEM", "-t", "ecdsa"]],
    ["PKCS#8", ["-m", "PKCS8", "-t", "ecdsa"]],
  ])("are refused with what to do, in the format %s", (name, options) => {
    const type = options.length === 0 ? ["-t", "ed25519"] : options;
    for (const [passphrase, faults] of [
      ["", []],
      ["secret words", [expect.stringContaining("has a passphrase")]],
    ] as const) {
      const key = join(folder, `${name.replaceAll(/\W/g, "")}${passphrase.length}`);
      execFileSync("ssh-keygen", ["-q", ...type, "-N", passphrase, "-f", key]);
      expect(problems(key, { authorizedKey: "ssh-ed25519 A" })).toEqual(faults);
    }
  });

  it("are told how to use the agent", () => {
    const key = join(folder, "locked");
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "secret words", "-f", key]);
    expect(problems(key, { authorizedKey: "ssh-ed25519 A" })).toEqual([
      `hosts.old.vm.ssh.privateKeyFile: ${key} has a passphrase, which nobody can type during an update: run \`ssh-add ${key}\`, and remove privateKeyFile to use the ssh agent`,
    ]);
  });
});

describe("a pair of host keys", () => {
  const PRIVATE = "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\nBBBB\n-----END OPENSSH PRIVATE KEY-----\n";

  it("is split into its halves", () => {
    expect(splitPair(`${PRIVATE}ssh-ed25519 CCCC \n`)).toEqual({ privateKey: PRIVATE, publicKey: "ssh-ed25519 CCCC" });
  });

  it("is nothing else, and what it is instead stays untold", () => {
    for (const text of ["", PRIVATE, "ssh-ed25519 CCCC", `${PRIVATE}ssh-rsa CCCC`]) {
      expect(() => splitPair(text)).toThrow(/^ssh-keygen wrote no pair of ed25519 keys$/);
    }
  });
});
