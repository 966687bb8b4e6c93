import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { labsFolder } from "./folders";
import { isAlive, readRecord } from "./record";
import { DEFAULT_NETWORK } from "../image/networks";
import { guestName, type GuestName } from "./spec";

/** What `status` reports about a guest. */
export interface GuestStatus extends GuestName {
  readonly running: boolean;
  readonly boot: number;
  readonly accelerator: "kvm" | "tcg";
  readonly sshPort: number;
  readonly pid?: number;
  readonly folder: string;
}

/** All guests that were started on this machine from this cache. */
export function guestStatuses(): GuestStatus[] {
  return foldersIn(labsFolder()).flatMap((lab) => foldersIn(lab).flatMap((guest) => statusOf(guest)));
}

export function renderStatuses(statuses: readonly GuestStatus[]): string {
  if (statuses.length === 0) return "no guests";
  const line = (guest: GuestStatus): string => {
    const state = guest.pid === undefined ? "not running" : `running as process ${guest.pid}`;
    const times = guest.boot === 1 ? "once" : `${guest.boot} times`;
    const network = guest.network ?? DEFAULT_NETWORK;
    const start = `Docker ${guest.docker}, ${network}, started ${times}, ${guest.accelerator}, ssh on 127.0.0.1:${guest.sshPort}`;
    return `${guest.lab}/${guest.host}: ${state}, ${start}`;
  };
  return statuses.map(line).join("\n");
}

function statusOf(folder: string): GuestStatus[] {
  const record = readRecord(folder);
  if (record === undefined) return [];
  const { boot, sshPort } = record.spec;
  const { process } = record;
  const running = isAlive(process);
  const accelerator = record.machine.accelerator.kind;
  const more = running ? { pid: process.pid } : {};
  return [{ ...guestName(record.spec), running, boot, accelerator, sshPort, folder, ...more }];
}

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map((entry) => join(folder, entry.name));
}
