import { statSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../support/errors";
import type { Problem } from "../../support/problem";
import type { ImageFiles, Topology } from "../../topology/model/topology";
import { readArchive } from "./archive-content";
import { contextEntries, contextHash } from "./context-content";

/** Finds archives and build contexts that are missing, or are none. */
export async function findImageProblems({ images }: Pick<Topology, "images">): Promise<Problem[]> {
  const found = images.map(async ({ name, origin }): Promise<Problem[]> => {
    if (origin.kind === "reference") return [];
    try {
      await contentHash(origin);
      return [];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return [{ path: `images.${name}.${origin.kind}`, message: error.message }];
    }
  });
  return (await Promise.all(found)).flat();
}

const known = new Map<string, Promise<string>>();

/**
 * Names what the files of an image hold, in hexadecimal: it is the same for the same content, and on every machine. It is read
 * once in a process.
 * @throws UserError that says what is wrong with the files
 */
export async function contentHash(origin: ImageFiles): Promise<string> {
  const key = JSON.stringify([process.cwd(), origin]);
  const hash = known.get(key) ?? readHash(origin);
  known.set(key, hash);
  return await hash;
}

async function readHash(origin: ImageFiles): Promise<string> {
  if (origin.kind === "archive") {
    requireKind(origin.file, "file", "there is no such file: name the archive, as a path beside the stack file");
    const { hash } = await readArchive(origin.file, origin.tag);
    return hash;
  }
  const { context, dockerfile } = origin;
  requireKind(context, "folder", "there is no such folder: name the build context, as a path beside the stack file");
  requireKind(
    join(context, dockerfile),
    "file",
    "there is no such file: write the Dockerfile, or name it in dockerfile",
  );
  return contextHash(context, contextEntries(context, dockerfile), origin);
}

function requireKind(path: string, kind: "file" | "folder", otherwise: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new UserError(`${path}: ${otherwise}`);
  if (kind === "file" ? !found.isFile() : !found.isDirectory()) throw new UserError(`${path} is no ${kind}`);
}
