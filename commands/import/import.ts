import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { messageOf, UserError } from "../../support/errors";
import { print, say } from "../../support/terminal";
import { fromUser } from "../outputs";
import { readCompose, type ComposeFile } from "./compose-file";
import { findCollisions } from "./collisions";
import { hostsOfFiles, type ImportHost } from "./hosts";
import { importStack } from "./import-stack";
import { parseEnvironmentFile, type Variables } from "./interpolate";
import type { Raw } from "./raw";
import { reportImport, reportLeft } from "./report-import";
import { writeStack } from "./write-stack";

/** Editors check and complete a stack file by it. */
const SCHEMA = "yaml-language-server: $schema=docs/schemas/stack-file.schema.json";

export interface ImportOptions {
  /** NAME, NAME=ADDRESS, FILE=NAME or FILE=NAME=ADDRESS. */
  readonly host: readonly string[];
  /** The stack file to write. Default: standard output. */
  readonly out?: string;
}

/** Writes a stack file from Compose files. Exit code 1: its plan has collisions. */
export function importCompose(files: readonly string[], { host, out }: ImportOptions): number {
  const target = out === undefined ? undefined : fromUser(out);
  if (target !== undefined && existsSync(target))
    throw new UserError(`--out ${out ?? ""}: is there already: name another file, or remove it`);
  const hosts = hostsOfFiles(files, host);
  const compose = [...hosts].map(([file, own]) => readFile(file, own));
  const folder = dirname(target ?? fromUser("x"));
  const at = (file: string, path: string): string => resolve(dirname(fromUser(file)), path);
  const { stack, notes } = importStack(compose, {
    fromStack: (file, path) => relative(folder, at(file, path)) || ".",
    isFile: (file, path) => statSync(at(file, path), { throwIfNoEntry: false })?.isFile() === true,
  });
  const sources = [...hosts].map(([file, { name }]) => `${basename(file)} (${name})`).join(", ");
  const text = writeStack(stack, [SCHEMA, `Imported from ${sources}.`]);
  if (isEmpty(stack)) {
    say(
      `${reportLeft(notes)}\n\nThere is nothing to import: no service is on a macvlan or ipvlan network that the files describe.`,
    );
    return 1;
  }
  const collisions = findCollisions(stack);
  if (target === undefined) print(text);
  else writeFileSync(target, text);
  say(reportImport(stack, notes, collisions, out));
  return collisions.length === 0 ? 0 : 1;
}

function isEmpty({ containers }: Raw): boolean {
  return Object.keys(containers ?? {}).length === 0;
}

function readFile(file: string, host: ImportHost): ComposeFile {
  const path = fromUser(file);
  const variables: Variables = {
    values: { ...environmentBeside(path), ...process.env },
    ...{ unset: new Set(), used: new Set() },
  };
  return readCompose(file, host, read(file, path), variables);
}

/** The `.env` beside a Compose file; what the shell has set counts more. */
function environmentBeside(path: string): Record<string, string> {
  const file = join(dirname(path), ".env");
  return existsSync(file) ? parseEnvironmentFile(readFileSync(file, "utf8")) : {};
}

function read(file: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UserError(`${file}: cannot be read: ${messageOf(error)}`);
  }
}
