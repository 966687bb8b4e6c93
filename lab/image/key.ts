import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { QEMU } from "../guest/qemu-args";
import { runCommand } from "../../support/run-command";
import { dockerdKey } from "./dockerd";
import { ENGINE_SOURCES } from "./engines";
import { hash } from "./hash";
import type { ImageKind } from "./networks";

/** Raised when the layout of cached images changes in a way that no file below shows. */
const SCHEMA = "2";

/** The folder of everything that makes up a guest's file system. */
export const GUEST_SOURCES = join(__dirname, "guest");

/** The folder of what an image with all network stacks has besides. */
export const STACK_SOURCES = join(__dirname, "stacks");

/** Names a base image: its engine, its package lists and every file that goes into it. */
export function baseKey({ docker, stacks }: ImageKind): string {
  const { packages, release = "", built } = ENGINE_SOURCES[docker];
  const from = [packages, release, built ? dockerdKey() : ""];
  const folders = stacks ? [GUEST_SOURCES, STACK_SOURCES] : [GUEST_SOURCES];
  return hash(SCHEMA, ...from, ...folders.flatMap(describeAll));
}

/** `QEMU emulator version 7.2.22 (Debian …)`: a saved state fits only the version that saved it. */
export async function qemuVersion(): Promise<string> {
  const { stdout } = await runCommand(QEMU, ["--version"]);
  return stdout.split("\n")[0] ?? "";
}

function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function describeAll(folder: string): string[] {
  return filesBelow(folder).flatMap((file) => {
    const executable = (statSync(file).mode & 0o100) !== 0;
    return [relative(folder, file), String(executable), readFileSync(file, "utf8")];
  });
}
