import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { QEMU } from "../guest/qemu-args";
import { runCommand } from "../../support/run-command";
import { dockerdKey } from "./dockerd";
import { ENGINE_SOURCES, type Engine } from "./engines";
import { hash } from "./hash";

/** Raised when the layout of cached images changes in a way that no file below shows. */
const SCHEMA = "2";

/** The folder of everything that makes up a guest's file system. */
export const GUEST_SOURCES = join(__dirname, "guest");

/** Names a base image: its engine, its package list and every file that goes into it. */
export function baseKey(engine: Engine): string {
  const { packages, release = "", built } = ENGINE_SOURCES[engine];
  const from = [packages, release, built ? dockerdKey() : ""];
  return hash(SCHEMA, ...from, ...filesBelow(GUEST_SOURCES).flatMap((file) => describe(file)));
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

function describe(file: string): string[] {
  const executable = (statSync(file).mode & 0o100) !== 0;
  return [relative(GUEST_SOURCES, file), String(executable), readFileSync(file, "utf8")];
}
