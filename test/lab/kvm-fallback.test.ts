import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { boot } from "../../lab/guest/bring-up";
import { endProcess } from "../../lab/guest/launch";
import { GuestGone, GuestSilent } from "../../lab/guest/login";
import { freePort } from "../../lab/guest/port";
import { TCG, type Accelerator } from "../../lab/guest/qemu-args";
import { identifyProcess, isAlive, readRecord, type GuestRecord, type RunningRecord } from "../../lab/guest/record";
import { settle, type FirstKeys } from "../../lab/guest/settle";
import { cacheRoot } from "../../support/cache";
import { useOwnCache } from "../support/cache-home";
import { SPEC } from "./guest-spec-sample";

vi.mock("../../lab/guest/settle");
vi.mock("../../lab/switch/life");
useOwnCache();

const KVM: Accelerator = { kind: "kvm", cpu: "host" };
const KEYS: FirstKeys = {
  login: { privateKey: "", publicKey: "", privateKeyFile: "" },
  host: { privateKey: "", publicKey: "", privateKeyFile: "" },
};
let folder: string;
let said: string[];

/** Puts a QEMU on the path that records its arguments and runs for as long as a guest would, or ends at once. */
function fakeQemu(body: Record<Accelerator["kind"], string>, version = "7.2"): void {
  const cases = Object.entries(body).map(([kind, does]) => `*"-accel ${kind}"*) ${does} ;;`);
  const lines = [
    "#!/bin/sh",
    `case "$*" in *--version*) echo 'QEMU emulator version ${version}'; exit ;; esac`,
    `echo "$*" >> '${folder}/starts'`,
  ];
  const file = join(folder, "bin", "qemu-system-x86_64");
  writeFileSync(file, [...lines, `case "$*" in ${cases.join(" ")} esac`, ""].join("\n"), { mode: 0o755 });
}

/** The accelerator of each start that the QEMU on the path has noted. */
function starts(): string[] {
  const file = join(folder, "starts");
  const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
  return lines.map((line) => /-accel (\w+)/.exec(line)?.[1] ?? line);
}

function verdicts(): string[] {
  const parent = join(cacheRoot(), "accelerator");
  try {
    const files = readdirSync(parent).map((key) => join(parent, key, "verdict.json"));
    return files.map((file) => readFileSync(file, "utf8"));
  } catch {
    return [];
  }
}

async function bootUnder(accelerator: Accelerator): Promise<void> {
  const spec = { ...SPEC, sshPort: await freePort() };
  const machine = { accelerator, memoryMib: 512, kernel: "/k", initrd: "/i" };
  const record: GuestRecord = { spec, machine };
  await boot(record, folder, KEYS, (line) => said.push(line));
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kvm-"));
  mkdirSync(join(folder, "bin"));
  said = [];
  vi.stubEnv("PATH", `${join(folder, "bin")}:${process.env["PATH"] ?? ""}`);
  vi.mocked(settle).mockImplementation(async (record, _first, patience) => {
    await vi.waitUntil(() => starts().at(-1) === record.machine.accelerator.kind);
    await sleep(200);
    if (!patience.isRunning()) throw new GuestGone("its QEMU process has ended");
  });
});
afterEach(async () => {
  const process = readRecord(folder)?.process;
  if (process !== undefined) await endProcess(process);
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
  rmSync(join(cacheRoot(), "accelerator"), { recursive: true, force: true });
});

describe("a guest that should run under KVM", () => {
  it("stays there when it starts", async () => {
    fakeQemu({ kvm: "exec sleep 60", tcg: "exec sleep 60" });
    await bootUnder(KVM);
    expect(starts()).toEqual(["kvm"]);
    expect(verdicts()).toEqual([]);
  });

  it("is emulated when QEMU ends, says so in one line, and so are those after it", async () => {
    fakeQemu({ kvm: "echo 'KVM: no such thing' >&2; exit 1", tcg: "exec sleep 60" });
    await bootUnder(KVM);
    expect(starts()).toEqual(["kvm", "tcg"]);
    expect(said).toEqual([
      expect.stringMatching(/does not start under KVM, so it is emulated: .* KVM: no such thing$/),
    ]);
    expect(readRecord(folder)?.machine.accelerator).toEqual(TCG);
    expect(isAlive(readRecord(folder)?.process)).toBe(true);
    expect(verdicts()).toEqual([JSON.stringify(TCG)]);
  });

  it("is emulated when its kernel never answers, after its process was ended", async () => {
    fakeQemu({ kvm: "exec sleep 60", tcg: "exec sleep 60" });
    let silent: RunningRecord | undefined;
    vi.mocked(settle).mockImplementationOnce(async (record) => {
      silent = record as RunningRecord;
      await vi.waitUntil(() => starts().length === 1);
      throw new GuestSilent("ssh on port 1: no answer");
    });
    await bootUnder(KVM);
    expect(starts()).toEqual(["kvm", "tcg"]);
    expect(identifyProcess(silent?.process.pid ?? 0)).toBeUndefined();
  });

  it("is tried once more only: when emulation fails too, KVM is not to blame", async () => {
    fakeQemu({ kvm: "exit 1", tcg: "exit 1" });
    await expect(bootUnder(KVM)).rejects.toThrow(/QEMU/);
    expect(starts()).toEqual(["kvm", "tcg"]);
    expect(verdicts()).toEqual([]);
  });

  it("is not emulated when the user insists on KVM", async () => {
    vi.stubEnv("MACVLAN_FABRIC_ACCEL", "kvm");
    fakeQemu({ kvm: "exit 1", tcg: "exec sleep 60" });
    await expect(bootUnder(KVM)).rejects.toThrow(/QEMU/);
    expect(starts()).toEqual(["kvm"]);
  });

  it("is not emulated because of a failure after its start", async () => {
    fakeQemu({ kvm: "exec sleep 60", tcg: "exec sleep 60" });
    vi.mocked(settle).mockImplementationOnce(async () => {
      await vi.waitUntil(() => starts().length === 1);
      throw new Error("a script ended with code 1 in the guest");
    });
    await expect(bootUnder(KVM)).rejects.toThrow("a script ended");
    expect(starts()).toEqual(["kvm"]);
  });
});

describe("an emulated guest", () => {
  it("waits for the switch on a Unix socket", async () => {
    fakeQemu({ kvm: "exit 1", tcg: "exec sleep 60" });
    await bootUnder(TCG);
    expect(readRecord(folder)).toMatchObject({ lan: "stream" });
    expect(readFileSync(join(folder, "starts"), "utf8")).toContain(" stream,id=lan,");
  });

  it("waits for it on a TCP port, which its record names, under a QEMU before 7.2", async () => {
    fakeQemu({ kvm: "exit 1", tcg: "exec sleep 60" }, "6.2.0");
    await bootUnder(TCG);
    const { lan, lanPort } = readRecord(folder) ?? {};
    expect(lan).toBe("socket");
    expect(readFileSync(join(folder, "starts"), "utf8")).toContain(` socket,id=lan,listen=127.0.0.1:${lanPort ?? 0} `);
  });

  it("is not started again when QEMU ends", async () => {
    fakeQemu({ kvm: "exec sleep 60", tcg: "exit 1" });
    await expect(bootUnder(TCG)).rejects.toThrow(/QEMU/);
    expect(starts()).toEqual(["tcg"]);
  });
});
