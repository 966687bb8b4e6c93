import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { publishImageScript } from "../../components/scripts/images";
import { hostShimScript } from "../../components/scripts/host-shim";
import { pidsLimitScript } from "../../components/scripts/pids-limit";
import { prepareHostScript } from "../../components/scripts/prepare-host";
import { reachableScript } from "../../components/scripts/reachable";
import { registryCertificateScript, registryTrustScript } from "../../components/scripts/registry";
import { hostScript, shellWord } from "../../components/scripts/shell";
import { subinterfaceScript } from "../../components/scripts/vlan-subinterface";
import type { Host } from "../../topology/model/topology";

const host: Host = {
  name: "docker01",
  address: "192.168.1.11",
  prefix: 24,
  nic: "ens33",
  mtu: 1500,
  nics: {},
  vm: { kind: "lab" },
};
const ssh = { host: "192.0.2.7", port: 22, user: "root", hostKey: "ssh-ed25519 AAAA" };
const scripts = {
  "prepare-host": prepareHostScript("dev", host),
  "vlan-subinterface": subinterfaceScript("dev", {
    link: "ens33.10",
    nic: "ens33",
    vlan: 10,
    address: "192.168.10.10/24",
  }),
  "host-shim": hostShimScript("dev", {
    link: "mv-ens33.10",
    carrier: "ens33.10",
    address: "172.16.10.250",
    mac: "02:42:ac:10:0a:fa",
    targets: ["172.16.10.10", "172.16.10.12"],
  }),
  "registry-certificate": registryCertificateScript("dev", "192.168.1.11"),
  "registry-trust": registryTrustScript(
    "dev",
    "192.168.1.11:5000",
    "-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n",
  ),
  "publish-image": publishImageScript("dev", { source: "busybox", repository: "192.168.1.11:5000/busybox", tag: "v1" }),
  "pids-limit": pidsLimitScript("dev", [{ id: "abc", name: "bbox1", pids: 64 }]),
  reachable: reachableScript("docker01", ssh, { hostKey: "compare its key", login: "check its user" }),
};

describe("remote scripts", () => {
  it.each(Object.entries(scripts))("%s is what its golden file shows", async (name, script) => {
    await expect(script).toMatchFileSnapshot(`../golden/scripts/${name}.sh`);
  });

  it.each(Object.entries(scripts))("%s is valid POSIX shell", (_, script) => {
    execFileSync("sh", ["-n"], { input: script });
  });
});

describe("hostScript", () => {
  /** Runs a verb of a script on this machine, in a state folder of its own. */
  function run(verb: string, parts: { apply: string; remove: string }, stack = "dev", folder = "/tmp"): string {
    const script = hostScript({ stack, values: {}, ...parts }).replace(
      "state=/var/lib/macvlan-fabric",
      `state=${folder}`,
    );
    return execFileSync("sh", ["-s", "--", verb], { input: script, encoding: "utf8" });
  }

  it("runs the verb that it is given, and no other", () => {
    const folder = execFileSync("mktemp", ["-d"], { encoding: "utf8" }).trim();
    const parts = { apply: "echo applied", remove: "echo removed" };
    expect([run("apply", parts, "dev", folder), run("remove", parts, "dev", folder)]).toEqual([
      "applied\n",
      "removed\n",
    ]);
  });

  it("has what it wrote put on the disk before it succeeds, also when a verb ends early, and not when one fails", () => {
    const folder = mkdtempSync(join(tmpdir(), "mf-sync-"));
    writeFileSync(join(folder, "sync"), `#!/bin/sh\necho "synced $*"\n`, { mode: 0o755 });
    const ending = (apply: string): string => {
      const script = hostScript({ stack: "dev", values: {}, apply, remove: ":" });
      const local = script.replace("state=/var/lib/macvlan-fabric", `state=${folder}`);
      const env = { ...process.env, PATH: `${folder}:${process.env["PATH"] ?? ""}` };
      const { stdout, status } = spawnSync("sh", ["-s", "--", "apply"], { input: local, encoding: "utf8", env });
      return `${stdout}exit ${String(status)}`;
    };
    expect(ending("echo made")).toBe("made\nsynced -f /etc /var\nexit 0");
    expect(ending("echo made; exit 0; echo never")).toBe("made\nsynced -f /etc /var\nexit 0");
    expect(ending("echo half; false; echo never")).toBe("half\nexit 1");
  });

  it("is not swallowed by a command that reads stdin", () => {
    const folder = execFileSync("mktemp", ["-d"], { encoding: "utf8" }).trim();
    expect(run("apply", { apply: "cat; echo still here", remove: ":" }, "dev", folder)).toBe("still here\n");
  });

  it("lets a thing go only when the last stack that claimed it releases it", () => {
    const folder = execFileSync("mktemp", ["-d"], { encoding: "utf8" }).trim();
    const parts = { apply: "claim link", remove: "if release link; then echo gone; else echo kept; fi" };
    run("apply", parts, "one", folder);
    run("apply", parts, "two", folder);
    expect(run("remove", parts, "one", folder)).toBe("kept\n");
    expect(run("remove", parts, "two", folder)).toBe("gone\n");
    expect(run("remove", parts, "two", folder)).toBe("gone\n");
  });

  it("replaces a file in one step and leaves an equal one alone", () => {
    const folder = execFileSync("mktemp", ["-d"], { encoding: "utf8" }).trim();
    const write = (text: string): string =>
      run(
        "apply",
        { apply: `echo ${text} | write ${folder}/sub/file; stat -c '%i %a' ${folder}/sub/file`, remove: ":" },
        "dev",
        folder,
      );
    const first = write("one");
    expect(first).toMatch(/^\d+ 644\n$/);
    expect(write("one")).toBe(first);
    expect(write("two")).not.toBe(first);
    expect(execFileSync("ls", [`${folder}/sub`], { encoding: "utf8" })).toBe("file\n");
  });

  it("quotes every word so that the shell gives it back", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }).filter((text) => !text.includes("\0") && !/[\ud800-\udfff]/.test(text)),
        (text) => {
          expect(execFileSync("sh", ["-c", `printf %s ${shellWord(text)}`], { encoding: "utf8" })).toBe(text);
        },
      ),
      { numRuns: 100 },
    );
  });
});
