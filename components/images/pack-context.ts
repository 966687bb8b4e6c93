import { createReadStream, lstatSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Pack } from "tar-stream";
import type { ContextEntry } from "./context-content";

/**
 * Writes a build context as `docker build -` reads it. The Dockerfile comes last: a stream that breaks off between two files
 * looks complete, and nothing must be built from it.
 */
export async function packContext(
  pack: Pack,
  folder: string,
  entries: readonly ContextEntry[],
  dockerfile: string,
): Promise<void> {
  const isLast = ({ name }: ContextEntry): boolean => name === dockerfile;
  for (const { name, kind, mode } of [...entries.filter((each) => !isLast(each)), ...entries.filter(isLast)]) {
    const path = join(folder, name);
    if (kind === "directory") pack.entry({ name: `${name}/`, type: "directory", mode });
    else if (kind === "symlink") pack.entry({ name, type: "symlink", linkname: readlinkSync(path), mode });
    else await pipeline(createReadStream(path), pack.entry({ name, size: lstatSync(path).size, mode }));
  }
  pack.finalize();
}
