import { describe, expect, it } from "vitest";
import { TCG } from "../../lab/guest/qemu-args";
import type { GuestRecord } from "../../lab/guest/record";
import { needsRestart } from "../../lab/guest/start";
import { SPEC } from "./guest-spec-sample";

const machine = { accelerator: TCG, memoryMib: 1024, kernel: "/k", initrd: "/i" };
const RECORD: GuestRecord = { spec: SPEC, machine, lan: "stream" };

describe("a guest that runs", () => {
  it("is kept if only its address, gateway or number of starts changes", () => {
    const { gateway: _, ...spec } = { ...SPEC, address: "192.168.1.99/24", boot: 7 };
    expect(needsRestart(RECORD, spec)).toBe(false);
  });

  it.each([{ memoryMib: 2048 }, { sshPort: 20001 }, { mac: "02:00:00:00:00:01" }])("is restarted for %j", (change) => {
    expect(needsRestart(RECORD, { ...SPEC, ...change })).toBe(true);
  });

  it("is kept on the port where the switch finds it, also under a newer QEMU", () => {
    expect(needsRestart({ ...RECORD, lan: "socket", lanPort: 30_001 }, SPEC)).toBe(false);
  });

  it("is restarted if it is on the LAN of version 0.1, which the switch cannot reach", () => {
    const { lan: _, ...old } = RECORD;
    expect(needsRestart(old, SPEC)).toBe(true);
  });
});
