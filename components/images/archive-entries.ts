import { createReadStream, openSync, readSync, closeSync } from "node:fs";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { json } from "node:stream/consumers";
import { posix } from "node:path";
import { createGunzip } from "node:zlib";
import { extract, type Headers } from "tar-stream";

/** What an archive has under a name. */
export interface ArchiveEntry {
  readonly size: number;
  /** The entry that it stands for; absent for a file. */
  readonly linksTo?: string;
  /** The content, if it is JSON and small. */
  readonly json?: unknown;
}

/** Bytes up to which a file may be the description of an image. */
const SMALL = 4 * 1024 * 1024;

/** What is in a tar archive, which may be compressed by gzip. @throws Error when it is none */
export async function readEntries(file: string): Promise<ReadonlyMap<string, ArchiveEntry>> {
  const entries = new Map<string, ArchiveEntry>();
  await eachEntry(file, async (name, { size = 0, type, linkname }, content) => {
    const linksTo = linkTarget(name, type, linkname);
    const value = type === "file" && size <= SMALL ? await parsed(content) : undefined;
    entries.set(name, {
      size,
      ...(linksTo === undefined ? {} : { linksTo }),
      ...(value === undefined ? {} : { json: value }),
    });
  });
  return entries;
}

/** Calls `visit` for each entry in turn; it need not read the content. @throws Error when the file is no archive */
export async function eachEntry(
  file: string,
  visit: (name: string, headers: Headers, content: Readable) => Promise<void>,
): Promise<void> {
  const archive = extract();
  const source = createReadStream(file, { highWaterMark: 1024 * 1024 });
  const reading = isGzip(file) ? pipeline(source, createGunzip(), archive) : pipeline(source, archive);
  const visiting = (async () => {
    for await (const entry of archive) {
      await visit(entry.header.name.replace(/^\.\//, ""), entry.header, entry);
      entry.resume();
    }
  })();
  await Promise.all([reading, visiting]);
}

function isGzip(file: string): boolean {
  const start = Buffer.alloc(2);
  const descriptor = openSync(file, "r");
  try {
    readSync(descriptor, start, 0, 2, 0);
  } finally {
    closeSync(descriptor);
  }
  return start.equals(Buffer.from([0x1f, 0x8b]));
}

async function parsed(content: Readable): Promise<unknown> {
  try {
    return await json(content);
  } catch {
    return undefined;
  }
}

/** Older Dockers save a layer that an archive has already as a link to it. */
function linkTarget(name: string, type: Headers["type"], target: string | null | undefined): string | undefined {
  if (typeof target !== "string") return undefined;
  if (type === "symlink") return posix.join(posix.dirname(name), target);
  return type === "link" ? posix.normalize(target) : undefined;
}
