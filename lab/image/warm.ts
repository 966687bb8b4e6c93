import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { messageOf, UserError } from "../../support/errors";
import type { Progress } from "../../support/terminal";
import { cached } from "../../support/cache";
import { renderShell } from "../../support/shell-script";
import { deriveUuid } from "../guest/derive";
import { GUEST_FILES } from "../guest/folders";
import { endProcess, findQemu, launchQemu, makeOverlay, tailOf } from "../guest/launch";
import { BOOT_MILLISECONDS, patienceWith, runScript } from "../guest/login";
import { saveState, withMonitor } from "../guest/monitor";
import { freePort } from "../guest/port";
import { machineArguments, type Accelerator, type QemuRun } from "../guest/qemu-args";
import { isAlive, type ProcessId } from "../guest/record";
import type { BaseImage } from "./base";
import { hash } from "./hash";
import { GUEST_SOURCES, qemuVersion } from "./key";
import { describeImage } from "./networks";
import { hostProcessor } from "./processor";

const AWAIT_DOCKER = join(__dirname, "../guest/await-docker.sh");

/** A guest that has booted, with Docker running and its images loaded, stopped at that moment. */
export interface WarmState {
  /** The base of the guests' overlays. */
  readonly disk: string;
  /** Its memory, as large as a guest's, and the state of its devices; absent if QEMU has rejected them. */
  readonly state?: { readonly memory: string; readonly devices: string };
}

/** The warm state from the cache, made first if it is missing (1 to 3 minutes). */
export async function warmState(
  base: BaseImage,
  run: Accelerator,
  memoryMib: number,
  progress: Progress,
): Promise<WarmState> {
  const key = warmKey(base, await qemuVersion(), run, memoryMib);
  const needBytes = memoryMib * 2 ** 20 + 2 ** 29;
  const build = (into: string): Promise<void> => makeWarm(into, key, { base, accelerator: run, memoryMib }, progress);
  const folder = await cached({ kind: "warm", key, needBytes, build }, progress);
  const disk = join(folder, GUEST_FILES.disk);
  const state = stateFiles(folder);
  return existsSync(state.devices) && existsSync(state.memory) ? { disk, state } : { disk };
}

/** Names a warm state: everything that must be the same where it is resumed. */
export function warmKey(base: Pick<BaseImage, "key">, qemu: string, run: Accelerator, memoryMib: number): string {
  const machine = machineArguments({ accelerator: run, memoryMib });
  return hash(base.key, qemu, ...machine, ...(run.kind === "kvm" ? [hostProcessor()] : []));
}

/** Discards a state that QEMU rejects. Its disk stays: guests boot from it, as some may already have done. */
export function discardState(warm: WarmState): void {
  if (warm.state === undefined) return;
  rmSync(warm.state.devices, { force: true });
  rmSync(warm.state.memory, { force: true });
}

function stateFiles(folder: string): { memory: string; devices: string } {
  return { memory: join(folder, "memory"), devices: join(folder, "devices.state") };
}

interface Making {
  readonly base: BaseImage;
  readonly accelerator: Accelerator;
  readonly memoryMib: number;
}

async function makeWarm(folder: string, key: string, making: Making, progress: Progress): Promise<void> {
  const uuid = deriveUuid(`warm ${key}`);
  const leftOver = findQemu(uuid);
  if (leftOver !== undefined) await endProcess(leftOver);
  await makeOverlay(join(folder, GUEST_FILES.disk), making.base.disk, "raw");
  const { base, accelerator, memoryMib } = making;
  progress(
    `booting a guest with ${describeImage(base.kind)} once to save its warm state (${accelerator.kind}, 1 to 3 minutes)`,
  );
  const state = stateFiles(folder);
  const run: QemuRun = {
    ...{ accelerator, memoryMib, kernel: base.kernel, initrd: base.initrd, uuid },
    memory: { kind: "file", file: state.memory },
    sshPort: await freePort(),
    incoming: false,
  };
  const process = launchQemu(folder, run, false);
  if (process === undefined) throw new UserError(`QEMU does not start:\n${tailOf(folder, GUEST_FILES.qemuLog, 5)}`);
  try {
    await prepare(run, base, process);
    progress("saving the warm state");
    await withMonitor(
      folder,
      () => isAlive(process),
      (monitor) => saveState(monitor, state.devices),
    );
  } catch (error) {
    throw explain(error, folder);
  } finally {
    await endProcess(process);
  }
  for (const name of [GUEST_FILES.monitor, GUEST_FILES.qemuLog]) rmSync(join(folder, name), { force: true });
}

async function prepare({ sshPort, accelerator }: QemuRun, base: BaseImage, process: ProcessId): Promise<void> {
  const target = { port: sshPort, privateKeys: [base.login.privateKey], hostKeys: [base.host.publicKey] };
  const script = renderShell({}, AWAIT_DOCKER, join(GUEST_SOURCES, "prepare.sh"));
  await runScript(target, script, patienceWith(process, BOOT_MILLISECONDS[accelerator.kind]));
}

function explain(error: unknown, folder: string): UserError {
  const reason = messageOf(error);
  const logs = [tailOf(folder, GUEST_FILES.qemuLog, 5), tailOf(folder, GUEST_FILES.console, 15)].join("\n").trim();
  return new UserError(`the guests' warm state could not be made: ${reason}\n${logs}`);
}
