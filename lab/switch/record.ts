import { readFileSync } from "node:fs";
import { join } from "node:path";
import { replaceFile } from "../../support/replace-file";
import { isAlive, type ProcessId } from "../guest/record";

/** The files in the folder of a switch. */
export const SWITCH_FILES = {
  record: "record.json",
  policies: "policies.json",
  log: "switch.log",
  control: "control.sock",
} as const;

/** The process that is the switch of a folder; undefined if none runs. */
export function runningSwitch(folder: string): ProcessId | undefined {
  try {
    const id = JSON.parse(readFileSync(join(folder, SWITCH_FILES.record), "utf8")) as ProcessId;
    return isAlive(id) ? id : undefined;
  } catch {
    return undefined;
  }
}

/** Written by the switch itself once it can be controlled. */
export function writeSwitchRecord(folder: string, id: ProcessId): void {
  replaceFile(join(folder, SWITCH_FILES.record), `${JSON.stringify(id)}\n`);
}
