import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { guestFolder, labFolder } from "../../lab/guest/folders";
import { TCG } from "../../lab/guest/qemu-args";
import { writeRecord } from "../../lab/guest/record";
import type { GuestName } from "../../lab/guest/spec";
import { stopGuest } from "../../lab/guest/stop";
import { labGuest, type LabGuestRequest } from "../../lab/identity";
import { useFreshCache } from "../support/cache-home";

const REQUEST = {
  ...{ lab: "dev", host: "docker01", docker: "28" as const },
  ...{ nic: "ens33", address: "192.168.1.11/24" },
} satisfies LabGuestRequest & GuestName;
const silent = (): void => undefined;

useFreshCache();

/** A guest that has been started, and whose process is gone. */
function started(request: LabGuestRequest & GuestName = REQUEST): ReturnType<typeof labGuest> {
  const guest = labGuest(request);
  const folder = guestFolder(request);
  writeRecord(folder, {
    spec: guest.spec,
    machine: { accelerator: TCG, memoryMib: 1024, kernel: "/k", initrd: "/i" },
  });
  writeFileSync(join(folder, "disk.qcow2"), "disk");
  return guest;
}

describe("stopGuest", () => {
  it("removes the guest, and with the last one the lab", async () => {
    const other = { ...REQUEST, host: "docker02" };
    started();
    started(other);
    await stopGuest(REQUEST, silent);
    expect(existsSync(guestFolder(REQUEST))).toBe(false);
    expect(existsSync(guestFolder(other))).toBe(true);
    await stopGuest(other, silent);
    expect(existsSync(labFolder("dev"))).toBe(false);
  });

  it.each([
    ["engine", { docker: "29" }],
    ["network stack", { network: "ifupdown" }],
  ] as const)("leaves a guest with another %s alone, which has taken the place of this one", async (_, change) => {
    const newer = { ...REQUEST, ...change };
    started(newer);
    writeFileSync(join(guestFolder(REQUEST), "takeover"), "");
    expect(labGuest(newer).takesOver).toBe(true);
    await stopGuest(REQUEST, silent);
    expect(labGuest(newer).takesOver).toBe(false);
    expect(readdirSync(guestFolder(REQUEST)).sort()).toEqual(["disk.qcow2", "host-key", "record.json"]);
    await stopGuest(newer, silent);
    expect(existsSync(labFolder("dev"))).toBe(false);
  });
});
