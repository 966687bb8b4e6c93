import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Progress } from "../../support/terminal";
import { exclusively } from "../../support/cache";
import { deriveUuid } from "./derive";
import { GUEST_FILES, guestFolder, guestLock, labFolder } from "./folders";
import { endProcess, findQemu } from "./launch";
import { isAlive, readRecord } from "./record";
import type { GuestName } from "./spec";
import { guestStatuses } from "./status";

/**
 * Ends a guest and removes everything that belongs to it; with the last guest of a lab, the lab too. If the host is about to get
 * a guest with another engine, that one inherits the keys, which the run that replaces it already uses. Succeeds if the guest is
 * already gone. Never ends another process that has been given the guest's old number.
 */
export async function stopGuest(name: GuestName, progress: Progress): Promise<void> {
  const { lab } = name;
  const folder = guestFolder(name);
  if (existsSync(labFolder(lab))) {
    await exclusively(guestLock(name), progress, async () => {
      const recorded = readRecord(folder)?.process;
      const running = isAlive(recorded) ? recorded : findQemu(deriveUuid(folder));
      if (running !== undefined) await endProcess(running);
      const kept = isReplaced(name, folder) ? [GUEST_FILES.hostKey, GUEST_FILES.wantedEngine] : [];
      removeAllBut(kept, folder);
    });
    removeEmptyLab(lab);
  }
  progress("stopped and removed");
}

/** Whether the configuration asks for another guest in the place of this one. */
function isReplaced({ docker }: GuestName, folder: string): boolean {
  const file = join(folder, GUEST_FILES.wantedEngine);
  return existsSync(file) && readFileSync(file, "utf8") !== docker;
}

function removeAllBut(kept: readonly string[], folder: string): void {
  if (kept.length === 0) rmSync(folder, { recursive: true, force: true });
  const others = existsSync(folder) ? readdirSync(folder).filter((name) => !kept.includes(name)) : [];
  for (const name of others) rmSync(join(folder, name), { recursive: true, force: true });
}

/** Removes a lab none of whose guests was started, as a change of the configuration that was taken back leaves it. */
export function forgetLab(lab: string): void {
  if (guestStatuses().every((guest) => guest.lab !== lab)) rmSync(labFolder(lab), { recursive: true, force: true });
}

function removeEmptyLab(lab: string): void {
  const folder = labFolder(lab);
  const remaining = existsSync(folder) ? readdirSync(folder) : [];
  // Names with a dot are the client key and locks; a guest's lock means that it is being started or stopped.
  if (remaining.every((name) => name.startsWith(".") && !name.endsWith(".lock"))) {
    rmSync(folder, { recursive: true, force: true });
  }
}
