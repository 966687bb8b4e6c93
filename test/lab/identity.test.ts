import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCommand } from "../../support/run-command";
import { guestFolder, switchFolder } from "../../lab/guest/folders";
import { TCG } from "../../lab/guest/qemu-args";
import type { GuestSpec } from "../../lab/guest/spec";
import { identifyProcess, writeRecord } from "../../lab/guest/record";
import { labGuest, type LabGuestRequest } from "../../lab/identity";
import { writeSwitchRecord } from "../../lab/switch/record";
import { useFreshCache } from "../support/cache-home";

const REQUEST: LabGuestRequest = {
  lab: "dev",
  host: "docker01",
  docker: "28",
  nic: "ens33",
  address: "192.168.1.11/24",
};

const cache = useFreshCache();

describe("labGuest", () => {
  it("says the same again", () => {
    const first = labGuest(REQUEST);
    expect(labGuest(REQUEST)).toEqual(first);
  });

  it("has one client key per lab and one host key per guest", () => {
    const [one, two] = [labGuest(REQUEST), labGuest({ ...REQUEST, host: "docker02" })];
    expect(two.ssh.privateKey).toBe(one.ssh.privateKey);
    expect(two.ssh.hostKey).not.toBe(one.ssh.hostKey);
    expect(labGuest({ ...REQUEST, lab: "ci" }).ssh.privateKey).not.toBe(one.ssh.privateKey);
  });

  it("keeps private keys to their owner, in the form that OpenSSH reads", async () => {
    const { ssh } = labGuest(REQUEST);
    expect(statSync(ssh.privateKeyFile).mode & 0o777).toBe(0o600);
    expect((await runCommand("ssh-keygen", ["-y", "-f", ssh.privateKeyFile])).stdout).toMatch(/^ssh-ed25519 AAAA/);
    expect(ssh.hostKey).toMatch(/^ssh-ed25519 AAAA\S+$/);
  });

  it("has no secret in the spec", () => {
    const { spec, ssh } = labGuest(REQUEST);
    expect(JSON.stringify(spec)).not.toContain("PRIVATE KEY");
    expect(JSON.stringify(spec)).not.toContain(ssh.hostKey.split(" ")[1]);
  });

  it("takes settings from the request, and defaults where it has none", () => {
    expect(labGuest(REQUEST).spec).toMatchObject({ memoryMib: 1024, boot: 1 });
    const request = { ...REQUEST, memoryMib: 2048, sshPort: 2222, gateway: "192.168.1.1" };
    expect(labGuest(request).spec).toMatchObject({ memoryMib: 2048, sshPort: 2222, gateway: "192.168.1.1" });
    expect(labGuest(request).ssh.port).toBe(2222);
    expect("gateway" in labGuest(REQUEST).spec).toBe(false);
  });

  it("leaves nothing half-made behind", () => {
    labGuest(REQUEST);
    expect(readdirSync(join(cache(), "macvlan-fabric/labs/dev")).sort()).toEqual([".client-key", "docker01"]);
  });

  it("counts a start when the guest or its switch has died, and none while both run", () => {
    const { spec } = labGuest(REQUEST);
    const folder = guestFolder(REQUEST);
    const machine = { accelerator: TCG, memoryMib: 1024, kernel: "/k", initrd: "/i" };
    const self = identifyProcess(process.pid) ?? { pid: 0, startTicks: 0 };
    writeRecord(folder, { spec, machine, process: self });
    expect(labGuest(REQUEST).spec.boot).toBe(2);
    mkdirSync(switchFolder("dev"));
    writeSwitchRecord(switchFolder("dev"), self);
    expect(labGuest(REQUEST).spec.boot).toBe(1);
    writeRecord(folder, { spec, machine, process: { ...self, startTicks: 1 } });
    expect(labGuest(REQUEST).spec.boot).toBe(2);
  });

  it("starts to count again with another engine, and keeps keys, ports and place on the LAN", () => {
    const first = labGuest(REQUEST);
    const machine = { accelerator: TCG, memoryMib: 1024, kernel: "/k", initrd: "/i" };
    writeRecord(guestFolder(REQUEST), { spec: { ...first.spec, boot: 7 }, machine });
    expect(labGuest(REQUEST).takesOver).toBe(false);
    expect(labGuest({ ...REQUEST, docker: "29" })).toEqual({
      ...first,
      spec: { ...first.spec, docker: "29" },
      takesOver: true,
    });
  });

  it("leaves a guest its engine when the configuration names none", () => {
    const { docker: _stated, ...silent } = REQUEST;
    expect(labGuest(silent).spec.docker).toBe("28");
    const { docker: _unknown, ...earlier } = labGuest(silent).spec;
    const machine = { accelerator: TCG, memoryMib: 1024, kernel: "/k", initrd: "/i" };
    // As versions before 0.2 wrote it.
    writeRecord(guestFolder(REQUEST), { spec: earlier as GuestSpec, machine });
    expect(labGuest(silent)).toMatchObject({ spec: { docker: "26" }, takesOver: false });
  });

  it("gives processes that ask at the same time the same keys", async () => {
    const program = `const { labGuest } = require("${join(__dirname, "../../lab/identity")}");
      console.log(JSON.stringify(labGuest(${JSON.stringify(REQUEST)}).ssh));`;
    mkdirSync(join(cache(), "program"));
    const runs = Array.from({ length: 3 }, () => runCommand("node", ["--import", "tsx", "--eval", program]));
    const answers = (await Promise.all(runs)).map(({ stdout, all }) => stdout || all);
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain("ssh-ed25519 AAAA");
    expect(existsSync(labGuest(REQUEST).ssh.privateKeyFile)).toBe(true);
  });
});
