import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { guestFolder, labFolder } from "../../lab/guest/folders";
import { TCG } from "../../lab/guest/qemu-args";
import { writeRecord } from "../../lab/guest/record";
import { forgetLab, stopGuest } from "../../lab/guest/stop";
import { labGuest, type LabGuestRequest } from "../../lab/identity";
import { useFreshCache } from "../support/cache-home";

const REQUEST: LabGuestRequest = {
  ...{ lab: "dev", host: "docker01", docker: "28" },
  ...{ nic: "ens33", address: "192.168.1.11/24" },
};
const silent = (): void => undefined;

useFreshCache();

/** A guest that has been started, and whose process is gone. */
function started(request = REQUEST): ReturnType<typeof labGuest> {
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

  it("leaves the keys, and nothing else, to a guest with another engine that takes its place", async () => {
    const { ssh } = started();
    labGuest({ ...REQUEST, docker: "29" });
    await stopGuest(REQUEST, silent);
    expect(readdirSync(guestFolder(REQUEST)).sort()).toEqual(["host-key", "wanted-engine"]);
    expect(labGuest({ ...REQUEST, docker: "29" }).ssh).toEqual(ssh);
    await stopGuest({ ...REQUEST, docker: "29" }, silent);
    expect(existsSync(labFolder("dev"))).toBe(false);
  });
});

describe("forgetLab", () => {
  it("removes the keys of guests that were never started, but no lab with guests", () => {
    started();
    labGuest({ ...REQUEST, host: "docker02" });
    forgetLab("dev");
    expect(readdirSync(labFolder("dev")).sort()).toEqual([".client-key", "docker01", "docker02"]);
    labGuest({ ...REQUEST, lab: "ci" });
    forgetLab("ci");
    expect(existsSync(labFolder("ci"))).toBe(false);
  });
});
