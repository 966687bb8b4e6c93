import { spawn } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { lastLines, runCommand } from "../../support/run-command";
import { GUEST_FILES } from "./folders";
import { QEMU, qemuArguments, type QemuRun } from "./qemu-args";
import { identifyProcess, isAlive, type ProcessId } from "./record";

/**
 * Starts QEMU with its output in a file of the guest's folder, so that it keeps none of this process's files open. If it
 * is to outlive this process, it gets a session of its own; otherwise Ctrl-C ends both. Undefined if it ended at once.
 */
export function launchQemu(
  folder: string,
  run: QemuRun,
  outlives: boolean,
  args: readonly string[] = qemuArguments(run),
): ProcessId | undefined {
  rmSync(join(folder, GUEST_FILES.console), { force: true });
  const log = openSync(join(folder, GUEST_FILES.qemuLog), "w");
  const child = spawn(QEMU, args, { cwd: folder, detached: outlives, stdio: ["ignore", log, log] });
  closeSync(log);
  child.on("error", () => undefined);
  child.unref();
  return child.pid === undefined ? undefined : identifyProcess(child.pid);
}

/** The QEMU process of a guest, found by the identifier on its command line; for starts that were interrupted. */
export function findQemu(uuid: string): ProcessId | undefined {
  for (const name of readdirSync("/proc")) {
    if (/^\d+$/.test(name) && commandLine(Number(name)).includes(`-uuid\0${uuid}\0`))
      return identifyProcess(Number(name));
  }
  return undefined;
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

/** Ends a process and waits until it is gone; sends SIGKILL after five seconds. */
export async function endProcess(target: ProcessId): Promise<void> {
  for (let waited = 0; isAlive(target); waited += 1) {
    if (waited === 0) sendSignal(target.pid, "SIGTERM");
    if (waited === 100) sendSignal(target.pid, "SIGKILL");
    await sleep(50);
  }
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Creates an empty disk on top of another one, which must not change from then on. */
export async function makeOverlay(file: string, backing: string, format: "raw" | "qcow2"): Promise<void> {
  const { ok, all } = await runCommand("qemu-img", ["create", "-q", "-f", "qcow2", "-b", backing, "-F", format, file]);
  if (!ok) throw new Error(`cannot create a disk on top of ${backing}: ${all}`);
}

/** The end of a log in a guest's folder, for error messages. */
export function tailOf(folder: string, name: string, lines: number): string {
  try {
    const text = readFileSync(join(folder, name), "utf8").replaceAll(/\x1b\[[0-9;?]*[A-Za-z]|\r/g, "");
    return lastLines(text, lines);
  } catch {
    return "";
  }
}
