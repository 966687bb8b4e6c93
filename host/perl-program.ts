import { readShell } from "../support/shell-script";
import { hostFile } from "./render";

/**
 * A program of several files of this folder, the one that starts it last. Each declares what it shares, so each is a block of
 * its own.
 */
export function perlProgram(...names: readonly string[]): string {
  return names.map((name) => `{\n${readShell(hostFile(name))}}\n`).join("");
}
