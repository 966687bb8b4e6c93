import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { messageOf, UserError } from "../../support/errors";
import type { Progress } from "../../support/terminal";
import { exclusively } from "../../support/cache";
import { firstKeys } from "../image/base";
import { guestImage } from "../image/image";
import { ensureLabTools } from "../tools";
import { boot, freshDisk, newRecord, resume } from "./bring-up";
import { joinLan } from "../switch/life";
import { deriveUuid } from "./derive";
import { GUEST_FILES, guestFolder, guestLock } from "./folders";
import { endProcess, findQemu, tailOf } from "./launch";
import { BOOT_MILLISECONDS, patienceWith } from "./login";
import { isWaitingForState } from "./monitor";
import { isAlive, isOf, readRecord, writeRecord, type GuestKind, type GuestRecord, type RunningRecord } from "./record";
import { settle } from "./settle";
import { DEFAULT_NETWORK, imageKind } from "../image/networks";
import { guestName, type GuestSpec } from "./spec";

/**
 * Brings a guest up until ssh and Docker answer: one that runs is kept, one that died boots from its own disk, a new one
 * resumes from the warm state. Can be interrupted anywhere and called again.
 */
export async function startGuest(spec: GuestSpec, progress: Progress): Promise<void> {
  const folder = guestFolder(spec);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  await exclusively(guestLock(spec), progress, async () => {
    try {
      await removeOther(spec, folder, progress);
      const running = await findRunning(spec, folder, progress);
      const before = readRecord(folder);
      if (running !== undefined) await keep(running, progress);
      else if (before !== undefined) await bootAgain(before, spec, folder, progress);
      else await startFirst(spec, folder, progress);
    } catch (error) {
      throw explain(error, spec, folder);
    }
  });
}

/** Ends a guest with another engine or network stack and forgets it. Its keys stay: the run that replaces it uses them. */
async function removeOther(spec: GuestSpec, folder: string, progress: Progress): Promise<void> {
  const record = readRecord(folder);
  if (record === undefined || isOf(record, spec)) return;
  // It is not ended for one that cannot be made.
  await guestImage(imageKind(spec), spec.memoryMib, progress);
  progress(
    `replacing the guest: it has ${describeGuest(guestName(record.spec))}, and the stack wants ${describeGuest(spec)}`,
  );
  writeFileSync(join(folder, GUEST_FILES.takeover), "");
  const process = isAlive(record.process) ? record.process : findQemu(deriveUuid(folder));
  if (process !== undefined) await endProcess(process);
  rmSync(join(folder, GUEST_FILES.record));
}

function describeGuest({ docker, network = DEFAULT_NETWORK }: GuestKind): string {
  return `Docker ${docker} and ${network}`;
}

/** The running guest, if it can be kept; if not, its process is ended. */
async function findRunning(spec: GuestSpec, folder: string, progress: Progress): Promise<RunningRecord | undefined> {
  const record = readRecord(folder);
  if (record === undefined) return undefined;
  const process = isAlive(record.process) ? record.process : findQemu(deriveUuid(folder));
  if (process === undefined) return undefined;
  if (await isWaitingForState(folder, () => isAlive(process))) {
    // The start was interrupted before the guest ran: as if there had been none.
    await endProcess(process);
    rmSync(join(folder, GUEST_FILES.record));
    return undefined;
  }
  if (needsRestart(record, spec)) {
    progress("its settings have changed: restarting it");
    await endProcess(process);
    return undefined;
  }
  const kept = { ...record, spec, process };
  writeRecord(folder, kept);
  return kept;
}

/** Whether a guest that runs has to be restarted for its new spec, or to get to the switch. */
export function needsRestart({ spec: before, lan }: GuestRecord, now: GuestSpec): boolean {
  const settings = ["memoryMib", "sshPort", "mac"] as const;
  return lan === undefined || settings.some((name) => before[name] !== now[name]);
}

async function keep(running: RunningRecord, progress: Progress): Promise<void> {
  await joinLan(running, progress);
  await settle(running, firstKeysOf(running), patienceWith(running.process, BOOT_MILLISECONDS.tcg), progress);
}

async function bootAgain(before: GuestRecord, spec: GuestSpec, folder: string, progress: Progress): Promise<void> {
  await ensureLabTools(progress);
  progress("booting it from its own disk");
  const machine = { ...before.machine, memoryMib: spec.memoryMib };
  await boot({ ...before, spec, machine }, folder, firstKeysOf(before), progress);
}

async function startFirst(spec: GuestSpec, folder: string, progress: Progress): Promise<void> {
  const image = await guestImage(imageKind(spec), spec.memoryMib, progress);
  if (await resume(spec, folder, image, progress)) return;
  progress("booting it");
  await freshDisk(folder, image);
  await boot(newRecord(spec, image), folder, image.base, progress);
}

/** The keys of the image that the guest was created from, which are next to the kernel. */
function firstKeysOf(record: GuestRecord): ReturnType<typeof firstKeys> {
  return firstKeys(dirname(record.machine.kernel));
}

function explain(error: unknown, spec: GuestSpec, folder: string): unknown {
  if (error instanceof UserError) return error;
  const reason = messageOf(error);
  const logs = [GUEST_FILES.qemuLog, GUEST_FILES.console].map(
    (name) => `${join(folder, name)}:\n${tailOf(folder, name, 12)}`,
  );
  return new UserError(`hosts.${spec.host}: the guest does not come up: ${reason}\n${logs.join("\n")}`);
}
