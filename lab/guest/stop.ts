import { existsSync, rmSync } from "node:fs";
import type { Progress } from "../../support/terminal";
import { exclusively } from "../../support/cache";
import { deriveUuid } from "./derive";
import { guestFolder, guestLock, labFolder } from "./folders";
import { endProcess, findQemu } from "./launch";
import { isAlive, readRecord } from "./record";
import type { GuestName } from "./spec";
import { endIdleLab } from "../switch/life";

/**
 * Ends a guest and removes everything that belongs to it; with the last guest of a lab, the lab too. Succeeds if the guest is
 * already gone. Never ends another process that has been given the guest's old number.
 */
export async function stopGuest(spec: GuestName, progress: Progress): Promise<void> {
  const { lab, host } = spec;
  const folder = guestFolder(lab, host);
  if (existsSync(labFolder(lab))) {
    await exclusively(guestLock(lab, host), progress, async () => {
      const recorded = readRecord(folder)?.process;
      const running = isAlive(recorded) ? recorded : findQemu(deriveUuid(folder));
      if (running !== undefined) await endProcess(running);
      rmSync(folder, { recursive: true, force: true });
    });
    await endIdleLab(lab, progress);
  }
  progress("stopped and removed");
}
