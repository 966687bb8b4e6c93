import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Fabric } from "../../components/fabric";
import { findKeyProblems } from "../../components/machines/login-key";
import { useOwnCache } from "../support/cache-home";
import { devInput, devTopology } from "../support/dev-stack";
import { SECRET_MARK } from "../support/golden";
import { record, type Row } from "../support/record";

useOwnCache();
const folder = mkdtempSync(join(tmpdir(), "macvlan-fabric-jump-"));
const file = (name: string): string => join(folder, name);
let rows: Row[];
let output: unknown;
beforeAll(async () => {
  writeFileSync(file("own"), "OWN PRIVATE KEY");
  writeFileSync(file("jump"), "JUMP PRIVATE KEY");
  rows = await record(async () => {
    const { outputs } = new Fabric("fabric", devInput(behindBastion));
    (await outputs).fabric.apply((value) => (output = value));
  });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const JUMP = { host: "bastion.example.com", user: "gate", hostKey: "ssh-ed25519 JUMP" };

function behindBastion(input: Parameters<NonNullable<Parameters<typeof devInput>[0]>>[0]): void {
  const ssh = {
    hostKey: "ssh-ed25519 OWN",
    privateKeyFile: file("own"),
    jump: { ...JUMP, privateKeyFile: file("jump") },
  };
  Object.assign(input.hosts["docker02"] ?? {}, { vm: { kind: "existing", ssh } });
}

function inputsOf(name: string): Record<string, unknown> {
  return rows.find((row) => row.name === name)?.inputs ?? {};
}

describe("a host behind a bastion", () => {
  it("is reached through it by every program, with both host keys pinned", () => {
    // The keys inside make all of it a secret.
    expect(inputsOf("fabric-docker02-prepare")["connection"]).toMatchObject({
      [SECRET_MARK]: expect.any(String),
      value: {
        ...{ host: "192.168.1.13", user: "root", hostKey: "ssh-ed25519 OWN", privateKey: "OWN PRIVATE KEY" },
        proxy: { ...JUMP, port: 22, privateKey: "JUMP PRIVATE KEY", dialErrorLimit: 10 },
      },
    });
    const way =
      /ssh -F none -i \S+jump .*-o HostKeyAlgorithms=ssh-ed25519 -o .*\/bin\/echo %%H ssh-ed25519 JUMP.* -W .*%h.*:%p.* -- bastion\.example\.com/;
    expect(inputsOf("fabric-docker02-docker")["sshOpts"]).toMatch(way);
    expect(inputsOf("fabric-docker02-reachable")["stdin"]).toMatch(way);
    expect(inputsOf("fabric-handover")["stdin"]).toMatch(way);
    expect(JSON.stringify(inputsOf("fabric-docker01-prepare")["connection"])).not.toContain("proxy");
  });

  it("is so in the output, without its private keys", () => {
    expect(output).toMatchObject({
      hosts: {
        docker02: { ssh: { privateKeyFile: file("own"), jump: { ...JUMP, port: 22, privateKeyFile: file("jump") } } },
      },
    });
    expect(JSON.stringify(output)).not.toContain("PRIVATE KEY");
  });

  it("needs a key file of its own that can be read", () => {
    rmSync(file("jump"));
    const { topology } = devTopology(behindBastion);
    expect(findKeyProblems(topology).map(({ path }) => path)).toEqual(["hosts.docker02.vm.ssh.jump.privateKeyFile"]);
  });
});
