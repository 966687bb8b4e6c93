import dockerignore from "@balena/dockerignore";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/** A file, folder or symbolic link of a build context. */
export interface ContextEntry {
  /** Path in the context. */
  readonly name: string;
  readonly kind: "file" | "directory" | "symlink";
  /** `0644` or `0755`: other machines check out the same files with other modes. */
  readonly mode: number;
}

/** Everything that `docker build` may see of a folder, in order: what its .dockerignore leaves. */
export function contextEntries(folder: string, dockerfile: string): ContextEntry[] {
  const ignored = readIgnored(folder, dockerfile);
  const found: ContextEntry[] = [];
  const walk = (below: string): void => {
    for (const each of readdirSync(join(folder, below), { withFileTypes: true }).sort(byName)) {
      const name = below === "" ? each.name : `${below}/${each.name}`;
      const kind = each.isDirectory()
        ? "directory"
        : each.isSymbolicLink()
          ? "symlink"
          : each.isFile()
            ? "file"
            : undefined;
      if (kind === undefined) continue;
      const isIgnored = ignored.ignores(name);
      if (!isIgnored) found.push({ name, kind, mode: kind === "file" ? fileMode(join(folder, name)) : 0o755 });
      if (kind === "directory" && (!isIgnored || ignored.hasExceptions)) walk(name);
    }
  };
  walk("");
  return found;
}

/** Names what would be built: the content of the context, the Dockerfile's name and the arguments. */
export function contextHash(
  folder: string,
  entries: readonly ContextEntry[],
  build: { readonly dockerfile: string; readonly args: Readonly<Record<string, string>> },
): string {
  const hash = createHash("sha256");
  const args = Object.entries(build.args).sort(([one], [other]) => (one < other ? -1 : 1));
  hash.update(`${JSON.stringify([build.dockerfile, args])}\n`);
  for (const { name, kind, mode } of entries) {
    const path = join(folder, name);
    const content = kind === "file" ? readFileSync(path) : kind === "symlink" ? readlinkSync(path) : "";
    hash.update(`${JSON.stringify([name, kind, mode])} ${createHash("sha256").update(content).digest("hex")}\n`);
  }
  return hash.digest("hex");
}

interface Ignored {
  ignores(name: string): boolean;
  /** Whether a file in an ignored folder may count all the same. */
  readonly hasExceptions: boolean;
}

/** As BuildKit reads it: a file of the Dockerfile's own comes before .dockerignore, and both are part of the context. */
function readIgnored(folder: string, dockerfile: string): Ignored {
  const files = [`${dockerfile}.dockerignore`, ".dockerignore"];
  const file = files.find((name) => existsSync(join(folder, name)));
  if (file === undefined) return { ignores: () => false, hasExceptions: false };
  const text = readFileSync(join(folder, file), "utf8");
  const rules = dockerignore({ ignorecase: false }).add(text);
  const kept = new Set([dockerfile, file]);
  // The folders above a Dockerfile in an ignored folder are still to be walked.
  const hasExceptions = /^\s*!/m.test(text) || dockerfile.includes("/");
  return { ignores: (name) => !kept.has(name) && rules.ignores(name), hasExceptions };
}

function fileMode(path: string): number {
  return (lstatSync(path).mode & 0o100) === 0 ? 0o644 : 0o755;
}

function byName({ name: one }: { name: string }, { name: other }: { name: string }): number {
  return one < other ? -1 : 1;
}
