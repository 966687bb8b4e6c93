import { renameSync, writeFileSync } from "node:fs";

/** Replaces a file as a whole, so that a reader never sees half of it; the last of several writers wins. */
export function replaceFile(file: string, text: string): void {
  const fresh = `${file}.${process.pid}.new`;
  writeFileSync(fresh, text);
  renameSync(fresh, file);
}
