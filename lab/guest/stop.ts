import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Progress } from "../../support/terminal";
import { exclusively } from "../../support/cache";
import { deriveUuid } from "./derive";
import { GUEST_FILES, guestFolder, guestLock, labFolder } from "./folders";
import { endProcess, findQemu } from "./launch";
import { isAlive, isOf, readRecord } from "./record";
import type { GuestName } from "./spec";
import { endIdleLab } from "../switch/life";

/**
 * Ends a guest and removes everything that belongs to it; with the last guest of a lab, the lab too. Succeeds if the guest is
 * already gone, or one with another engine or network stack has taken its place. Never ends another process that has been given the guest's old
 * number.
 */
export async function stopGuest(name: GuestName, progress: Progress): Promise<void> {
  const { lab } = name;
  const folder = guestFolder(name);
  if (existsSync(labFolder(lab))) {
    await exclusively(guestLock(name), progress, async () => {
      const record = readRecord(folder);
      if (record !== undefined && !isOf(record, name)) {
        rmSync(join(folder, GUEST_FILES.takeover), { force: true });
        return;
      }
      const running = isAlive(record?.process) ? record.process : findQemu(deriveUuid(folder));
      if (running !== undefined) await endProcess(running);
      rmSync(folder, { recursive: true, force: true });
    });
    await endIdleLab(lab, progress);
  }
  progress("stopped and removed");
}
