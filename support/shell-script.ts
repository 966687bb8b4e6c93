import { readFileSync } from "node:fs";
import { shellWord } from "./shell-word";

/** Values of a script, by the names of its shell variables. */
export type ShellValues = Readonly<Record<string, string | number>>;

/**
 * A POSIX shell script: the values as quoted variables, then the files in order. Nothing is ever interpolated into a file, so
 * a value may contain anything but NUL.
 * @param files absolute paths
 */
export function renderShell(values: ShellValues, ...files: readonly string[]): string {
  const header = Object.entries(values).map(([name, value]) => `${name}=${shellWord(String(value))}\n`);
  return header.join("") + files.map(readShell).join("");
}

const read = new Map<string, string>();

/**
 * The commands of a shell file, without comments and blank lines: the state of a stack holds every script, and a reworded
 * comment is no reason to run one again. A here-document must therefore contain neither.
 * @param file absolute path
 */
export function readShell(file: string): string {
  const known = read.get(file);
  if (known !== undefined) return known;
  const commands = readFileSync(file, "utf8").replaceAll(/^[ \t]*(?:#.*)?\n/gm, "");
  read.set(file, commands);
  return commands;
}
