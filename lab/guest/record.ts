import { readFileSync } from "node:fs";
import { join } from "node:path";
import { replaceFile } from "../../support/replace-file";
import { GUEST_FILES } from "./folders";
import type { LanEnd } from "./lan";
import type { QemuMachine } from "./qemu-args";
import { DEFAULT_NETWORK } from "../image/networks";
import { guestName, type GuestName, type GuestSpec } from "./spec";

/**
 * What is known about a guest. Written before its process starts, and completed once the process is known. `lan` is absent up to version 0.1: a multicast group, which the switch cannot
 * reach.
 */
export interface GuestRecord extends Partial<LanEnd> {
  /** The spec of the last start. */
  readonly spec: GuestSpec;
  /** What it was started with: a later start uses the same kernel, which fits the modules on its disk. */
  readonly machine: QemuMachine;
  /** Absent when the start was interrupted before the process was known. */
  readonly process?: ProcessId;
  /** Hash of the identity that the guest has taken on; absent while it has none. */
  readonly identity?: string;
}

/** The record of a guest whose process is known. */
export type RunningRecord = GuestRecord & { readonly process: ProcessId };

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessId {
  readonly pid: number;
  /** Start time in clock ticks since the machine booted. */
  readonly startTicks: number;
}

/** The record in a guest's folder; undefined when the guest was never started. */
export function readRecord(folder: string): GuestRecord | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, GUEST_FILES.record), "utf8")) as GuestRecord;
  } catch {
    return undefined;
  }
}

export function writeRecord(folder: string, record: GuestRecord): void {
  replaceFile(join(folder, GUEST_FILES.record), `${JSON.stringify(record)}\n`);
}

/** Identifies a running process; undefined when there is none, or only its remains (a zombie). */
export function identifyProcess(pid: number): ProcessId | undefined {
  try {
    return parseStat(pid, readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return undefined;
  }
}

/** Reads `/proc/<pid>/stat`. The command name may hold spaces and brackets, so fields count from the last bracket. */
export function parseStat(pid: number, stat: string): ProcessId | undefined {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, startTicks] = [fields[0], Number(fields[19])];
  return state === "Z" || state === "X" || !Number.isInteger(startTicks) ? undefined : { pid, startTicks };
}

/** Whether exactly this process still runs: another one that was given its number does not count. */
export function isAlive(process: ProcessId | undefined): process is ProcessId {
  return process !== undefined && identifyProcess(process.pid)?.startTicks === process.startTicks;
}

/** What makes a guest another one. */
export type GuestKind = Pick<GuestName, "docker" | "network">;

/** Whether a record is that of the guest that a spec describes, and not of one with another engine or network stack. */
export function isOf(record: GuestRecord, { docker, network = DEFAULT_NETWORK }: GuestKind): boolean {
  const before = guestName(record.spec);
  return before.docker === docker && (before.network ?? DEFAULT_NETWORK) === network;
}

/** The number of a guest's current start, or of the next one if it or its switch is dead, so that `up` starts them. */
export function currentBoot(record: GuestRecord | undefined, kind: GuestKind, hasSwitch: boolean): number {
  if (record === undefined || !isOf(record, kind)) return 1;
  return isAlive(record.process) && hasSwitch ? record.spec.boot : record.spec.boot + 1;
}
