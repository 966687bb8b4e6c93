import { join } from "node:path";
import { cacheRoot } from "../../support/cache";
import type { GuestName } from "./spec";

type HostName = Pick<GuestName, "lab" | "host">;

/** A name as a folder name: escapes what could lead out of the parent folder, or be taken for one of our own. */
function folderName(name: string): string {
  return encodeURIComponent(name).replace(/^\.+/, (dots) => "%2E".repeat(dots.length));
}

/** The folder above all labs. */
export function labsFolder(): string {
  return join(cacheRoot(), "labs");
}

/** Where a lab keeps its client key and one folder per guest. */
export function labFolder(lab: string): string {
  return join(labsFolder(), folderName(lab));
}

/** Client key of a lab, in a folder of its own beside the guests; no guest can have this name. */
export function clientKeyFolder(lab: string): string {
  return join(labFolder(lab), ".client-key");
}

/** Everything that belongs to the guest of a host: host key, disk, process record, console log. */
export function guestFolder({ lab, host }: HostName): string {
  return join(labFolder(lab), folderName(host));
}

/** Where the switch of a lab keeps its files; no guest can have this name. */
export function switchFolder(lab: string): string {
  return join(labFolder(lab), ".switch");
}

/**
 * Names the lock under which the switch of a lab is started or stopped, below the cache root. Not in the lab's folder, which
 * whoever holds the lock may remove while others wait for it.
 */
export function switchLock(lab: string): string {
  return join("labs", `.switch-${folderName(lab)}`);
}

/** Names the lock under which a guest is started or stopped, below the cache root. */
export function guestLock({ lab, host }: HostName): string {
  return join("labs", folderName(lab), `.${folderName(host)}`);
}

/** The files in a guest's folder. */
export const GUEST_FILES = {
  hostKey: "host-key",
  record: "record.json",
  disk: "disk.qcow2",
  /** Present while the state of a stack may still hold the guest with another engine or network stack that was replaced. */
  takeover: "takeover",
  console: "console.log",
  qemuLog: "qemu.log",
  monitor: "monitor.sock",
  lan: "lan.sock",
} as const;
