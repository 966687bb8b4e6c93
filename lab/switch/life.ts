import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { execPath } from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { exclusively } from "../../support/cache";
import { UserError } from "../../support/errors";
import type { Progress } from "../../support/terminal";
import { labFolder, switchFolder, switchLock } from "../guest/folders";
import { endProcess, tailOf } from "../guest/launch";
import { GuestGone } from "../guest/login";
import { identifyProcess, isAlive, type RunningRecord } from "../guest/record";
import { guestStatuses } from "../guest/status";
import { askSwitch } from "./client";
import { runningSwitch, SWITCH_FILES } from "./record";

/** How long a new switch may take to answer; about 0.5 s. */
const START_MILLISECONDS = 60_000;
/** A switch allocates little that lives long, so a small young generation costs it nothing. */
const NODE_ARGUMENTS = ["--max-semi-space-size=2", "--require", require.resolve("tsx/cjs")];

/** Connects a running guest to the LAN, starting the lab's switch first if there is none. @throws GuestGone if it has ended */
export async function joinLan({ spec, process }: RunningRecord, progress: Progress): Promise<void> {
  const { lab, host } = spec;
  const folder = switchFolder(lab);
  try {
    await exclusively(switchLock(lab), progress, async () => {
      if ((await askSwitch(folder, { verb: "show" })) === undefined) await startSwitch(lab, progress);
    });
    if ((await askSwitch(folder, { verb: "attach", port: host })) === undefined) throw switchGone(folder);
  } catch (error) {
    // The switch is not to blame.
    if (!isAlive(process)) throw new GuestGone("its QEMU process has ended");
    throw error;
  }
}

async function startSwitch(lab: string, progress: Progress): Promise<void> {
  const folder = switchFolder(lab);
  const silent = runningSwitch(folder);
  if (silent !== undefined) await endProcess(silent);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const log = openSync(join(folder, SWITCH_FILES.log), "w");
  const program = [join(__dirname, "main.ts"), labFolder(lab), folder];
  const child = spawn(execPath, [...NODE_ARGUMENTS, ...program], {
    ...{ cwd: folder, detached: true, stdio: ["ignore", log, log] },
  });
  closeSync(log);
  child.on("error", () => undefined);
  child.unref();
  const started = child.pid === undefined ? undefined : identifyProcess(child.pid);
  for (let waited = 0; waited < START_MILLISECONDS; waited += 50) {
    if ((await askSwitch(folder, { verb: "show" })) !== undefined) {
      progress("the lab's switch is running");
      return;
    }
    if (!isAlive(started)) break;
    await sleep(50);
  }
  throw switchGone(folder);
}

/** If no guest of a lab runs, ends its switch and removes its files, and those of the lab if no guest is left either. */
export async function endIdleLab(lab: string, progress: Progress): Promise<void> {
  const folder = switchFolder(lab);
  await exclusively(switchLock(lab), progress, async () => {
    if (guestStatuses().some((guest) => guest.lab === lab && guest.running)) return;
    const running = runningSwitch(folder);
    if (running !== undefined) await endProcess(running);
    rmSync(folder, { recursive: true, force: true });
    removeEmptyLab(lab);
  });
}

function removeEmptyLab(lab: string): void {
  const folder = labFolder(lab);
  const remaining = existsSync(folder) ? readdirSync(folder) : [];
  // Names with a dot are the client key and locks; a guest's lock means that it is being started or stopped.
  if (remaining.every((name) => name.startsWith(".") && !name.endsWith(".lock"))) {
    rmSync(folder, { recursive: true, force: true });
  }
}

function switchGone(folder: string): UserError {
  const log = tailOf(folder, SWITCH_FILES.log, 8);
  return new UserError(`the lab's switch is not running: ${join(folder, SWITCH_FILES.log)}:\n${log}`);
}
