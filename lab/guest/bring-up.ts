import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Progress } from "../../support/terminal";
import { messageOf, UserError } from "../../support/errors";
import { mayEmulate, rememberEmulation } from "../image/accelerator";
import type { GuestImage } from "../image/image";
import { discardState } from "../image/warm";
import { deriveUuid } from "./derive";
import { GUEST_FILES } from "./folders";
import { endProcess, launchQemu, makeOverlay, tailOf } from "./launch";
import { BOOT_MILLISECONDS, GuestGone, GuestSilent, patienceWith } from "./login";
import { chooseLan } from "./lan";
import { isRefusal, loadState, withMonitor } from "./monitor";
import { requireFreePort } from "./port";
import { TCG, type GuestMemory, type QemuRun } from "./qemu-args";
import { isAlive, readRecord, writeRecord, type GuestRecord, type RunningRecord } from "./record";
import { settle, type FirstKeys } from "./settle";
import type { GuestSpec } from "./spec";
import { joinLan } from "../switch/life";

/** How long a resumed guest may take to accept a login; about 3 s. */
const RESUME_MILLISECONDS = 120_000;

/** Resumes a new guest from the warm state. False if there is no warm state, or if it does not work here. */
export async function resume(spec: GuestSpec, folder: string, image: GuestImage, progress: Progress): Promise<boolean> {
  const { state } = image.warm;
  if (state === undefined) return false;
  await freshDisk(folder, image);
  let running: RunningRecord;
  try {
    running = await launch(newRecord(spec, image), folder, { kind: "copy", file: state.memory });
    const { process } = running;
    const loaded = withMonitor(
      folder,
      () => isAlive(process),
      (monitor) => loadState(monitor, state.devices),
    );
    await Promise.all([loaded, joinLan(running, progress)]);
  } catch (error) {
    await endRecorded(folder);
    if (error instanceof UserError) throw error;
    const log = tailOf(folder, GUEST_FILES.qemuLog, 5);
    if (isRefusal(error, log)) {
      progress("QEMU rejects the warm state: discarding it");
      discardState(image.warm);
      return false;
    }
    // If KVM is to blame, booting fails as well, and then the guest is emulated.
    if (image.accelerator.kind !== "kvm") throw error;
    progress(`the guest does not resume under KVM: ${messageOf(error)} ${log}`);
    return false;
  }
  progress("resumed from the warm state");
  try {
    await settle(running, image.base, patienceWith(running.process, RESUME_MILLISECONDS), progress);
    return true;
  } catch (error) {
    if (!(error instanceof GuestSilent || error instanceof GuestGone)) throw error;
    progress(`the resumed guest does not answer (${error.message})`);
    await endProcess(running.process);
    return false;
  }
}

/**
 * Boots a guest from its disk as it is. If it does not start under KVM, it is started again, emulated; if that works, all
 * guests are emulated from then on.
 */
export async function boot(record: GuestRecord, folder: string, first: FirstKeys, progress: Progress): Promise<void> {
  if (record.machine.accelerator.kind === "tcg" || !mayEmulate()) {
    await bootOnce(record, folder, first, BOOT_MILLISECONDS.tcg, progress);
    return;
  }
  try {
    await bootOnce(record, folder, first, BOOT_MILLISECONDS.kvm, progress);
  } catch (error) {
    if (!(error instanceof GuestGone || error instanceof GuestSilent)) throw error;
    const log = tailOf(folder, GUEST_FILES.qemuLog, 2);
    progress(`the guest does not start under KVM, so it is emulated: ${messageOf(error)} ${log}`);
    await endRecorded(folder);
    const emulated = { ...record, machine: { ...record.machine, accelerator: TCG } };
    await bootOnce(emulated, folder, first, BOOT_MILLISECONDS.tcg, progress);
    await rememberEmulation(progress);
  }
}

async function bootOnce(
  record: GuestRecord,
  folder: string,
  first: FirstKeys,
  milliseconds: number,
  progress: Progress,
): Promise<void> {
  const running = await launch(record, folder, { kind: "private" });
  await joinLan(running, progress);
  await settle(running, first, patienceWith(running.process, milliseconds), progress);
}

/** Ends the process in a guest's record, if it still runs. */
async function endRecorded(folder: string): Promise<void> {
  const process = readRecord(folder)?.process;
  if (process !== undefined) await endProcess(process);
}

/** Gives a guest an empty disk of its own on top of the warm state's. */
export async function freshDisk(folder: string, image: GuestImage): Promise<void> {
  const disk = join(folder, GUEST_FILES.disk);
  rmSync(disk, { force: true });
  await makeOverlay(disk, image.warm.disk, "qcow2");
}

export function newRecord(spec: GuestSpec, { base, accelerator }: GuestImage): GuestRecord {
  const { kernel, initrd } = base;
  return { spec, machine: { accelerator, memoryMib: spec.memoryMib, kernel, initrd } };
}

/** Starts the process. The record is also written before, because from then on the disk may differ from the warm state. */
async function launch(record: GuestRecord, folder: string, memory: GuestMemory): Promise<RunningRecord> {
  const { spec, machine } = record;
  await requireFreePort(spec.sshPort, spec.host);
  const { process: _ended, lan: _left, lanPort: _closed, ...kept } = record;
  const waiting = { ...kept, ...(await chooseLan(folder)) };
  writeRecord(folder, waiting);
  const run: QemuRun = {
    ...machine,
    uuid: deriveUuid(folder),
    memory,
    sshPort: spec.sshPort,
    lanMac: spec.mac,
    ...(waiting.lanPort === undefined ? {} : { lanPort: waiting.lanPort }),
    incoming: memory.kind === "copy",
  };
  const process = launchQemu(folder, run, true);
  if (process === undefined) throw new GuestGone("QEMU does not start");
  const running = { ...waiting, process };
  writeRecord(folder, running);
  return running;
}
