import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TCG } from "../../lab/guest/qemu-args";
import {
  currentBoot,
  identifyProcess,
  isAlive,
  parseStat,
  readRecord,
  writeRecord,
  type GuestRecord,
  type ProcessId,
} from "../../lab/guest/record";
import { SPEC } from "./guest-spec-sample";

let child: ChildProcess;
let id: ProcessId;

beforeEach(() => {
  child = spawn("sleep", ["60"]);
  id = identifyProcess(child.pid ?? 0) ?? { pid: 0, startTicks: 0 };
});
afterEach(() => {
  child.kill("SIGKILL");
});

function record(process?: ProcessId): GuestRecord {
  const machine = { accelerator: TCG, memoryMib: 1024, kernel: "/k", initrd: "/i" };
  return { spec: { ...SPEC, boot: 3 }, machine, ...(process === undefined ? {} : { process }) };
}

describe("isAlive", () => {
  it("knows a process that runs", () => {
    expect(isAlive(id)).toBe(true);
  });

  it("does not take another process with the same number for it", () => {
    expect(isAlive({ ...id, startTicks: id.startTicks - 1 })).toBe(false);
  });

  it("knows that a process has ended", async () => {
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(isAlive(id)).toBe(false);
  });

  it("says no where no process is known", () => {
    expect(isAlive(undefined)).toBe(false);
  });
});

describe("parseStat", () => {
  const tail = `${Array.from({ length: 18 }, (_, at) => String(at)).join(" ")} 4711 0`;
  it.each([
    ["an ordinary name", `7 (qemu) S ${tail}`, { pid: 7, startTicks: 4711 }],
    ["a name with spaces and brackets", `7 (a) R 1 (b) S ${tail}`, { pid: 7, startTicks: 4711 }],
    ["a zombie", `7 (qemu) Z ${tail}`, undefined],
    ["no text", "", undefined],
  ])("reads %s", (_, stat, expected) => {
    expect(parseStat(7, stat)).toEqual(expected);
  });
});

describe("currentBoot", () => {
  it("is the recorded number while the guest runs", () => {
    expect(currentBoot(record(id), SPEC, true)).toBe(3);
  });

  it("is one higher when the guest runs and its switch does not", () => {
    expect(currentBoot(record(id), SPEC, false)).toBe(4);
  });

  it("is one higher when the guest is dead", () => {
    expect(currentBoot(record({ ...id, startTicks: 1 }), SPEC, true)).toBe(4);
  });

  it("is one higher when a start was cut off before its process was known", () => {
    expect(currentBoot(record(), SPEC, true)).toBe(4);
  });

  it("is 1 for a guest that was never started", () => {
    expect(currentBoot(undefined, SPEC, false)).toBe(1);
  });
});

describe("the record's file", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "record-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("gives back what was written", () => {
    writeRecord(folder, record(id));
    expect(readRecord(folder)).toEqual(record(id));
  });

  it.each(["", '{"spec":'])("counts as absent when its text is %j", (text) => {
    writeFileSync(join(folder, "record.json"), text);
    expect(readRecord(folder)).toBeUndefined();
  });
});
