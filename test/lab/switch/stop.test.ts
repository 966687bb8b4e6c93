import { spawn } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { clientKeyFolder, guestFolder, labFolder, switchFolder, switchLock } from "../../../lab/guest/folders";
import { TCG } from "../../../lab/guest/qemu-args";
import { identifyProcess, isAlive, writeRecord, type ProcessId } from "../../../lab/guest/record";
import { stopGuest } from "../../../lab/guest/stop";
import { joinLan } from "../../../lab/switch/life";
import { runningSwitch } from "../../../lab/switch/record";
import { exclusively } from "../../../support/cache";
import { useFreshCache } from "../../support/cache-home";
import { SPEC } from "../guest-spec-sample";
import { FakeGuest } from "./fake-guest";

const LAB = "dev";
const quiet = (): void => undefined;
useFreshCache();

/** A guest whose process may be ended. */
async function guest(host: string): Promise<FakeGuest> {
  const child = spawn("sleep", ["120"], { stdio: "ignore" });
  const process = await vi.waitUntil(() => identifyProcess(child.pid ?? 0));
  const fake = new FakeGuest(LAB, host, SPEC.mac);
  await fake.start();
  const machine = { accelerator: TCG, memoryMib: 1024, kernel: "/k", initrd: "/i" };
  writeRecord(guestFolder({ lab: LAB, host }), { spec: { ...SPEC, lab: LAB, host }, lan: "stream", machine, process });
  await joinLan({ ...fake.record, process }, quiet);
  return fake;
}

function serving(): ProcessId {
  const id = runningSwitch(switchFolder(LAB));
  if (id === undefined) throw new Error("there is no switch");
  return id;
}

describe("stopping guests", { timeout: 120_000 }, () => {
  it("ends the switch with the last one, also if all are stopped at once", async () => {
    mkdirSync(clientKeyFolder(LAB), { recursive: true });
    for (const host of ["a", "b", "c"]) await guest(host);
    const id = serving();
    await stopGuest({ ...SPEC, lab: LAB, host: "c" }, quiet);
    expect(isAlive(id)).toBe(true);
    let both: Promise<unknown> = Promise.resolve();
    await exclusively(switchLock(LAB), quiet, async () => {
      both = Promise.all(["a", "b"].map((host) => stopGuest({ ...SPEC, lab: LAB, host }, quiet)));
      // Both wait for the lock: the first to get it removes the lab's folder.
      await vi.waitUntil(() => ["a", "b"].every((host) => !existsSync(guestFolder({ lab: LAB, host }))), 60_000);
    });
    await both;
    expect(isAlive(id)).toBe(false);
    expect(existsSync(labFolder(LAB))).toBe(false);
  });
});
