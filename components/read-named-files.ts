import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { messageOf } from "../support/errors";
import type { Problem } from "../support/problem";
import { PROJECT_ROOT } from "../support/project";
import { findNamedFiles, type Texts } from "../topology/files/named-files";
import type { FabricConfiguration } from "../topology/schema/fabric-schema";
import { writtenProblems } from "../topology/schema/origins";

/** The files that a configuration names, as far as they can be read. */
export interface NamedTexts {
  readonly texts: Texts;
  readonly problems: readonly Problem[];
}

/** Reads the files that a configuration names, from the folder of the stack files. */
export function readNamedFiles(configuration: FabricConfiguration, folder = PROJECT_ROOT): NamedTexts {
  const texts: Record<string, string> = {};
  const problems = findNamedFiles(configuration).flatMap(({ file, path }): Problem[] => {
    try {
      texts[file] ??= readText(resolve(folder, file));
      return [];
    } catch (fault) {
      return [
        { path, message: `cannot read ${file} in ${folder}: ${messageOf(fault)}: create it, or correct the path` },
      ];
    }
  });
  return { texts, problems: writtenProblems(configuration.origins ?? new Map(), problems) };
}

/** @throws Error when there is no such file, or it is not text */
function readText(file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file));
  } catch (fault) {
    const { code } = fault as NodeJS.ErrnoException;
    throw new Error(FAULTS[code ?? ""] ?? messageOf(fault), { cause: fault });
  }
}

const FAULTS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "you may not read it",
  ERR_ENCODING_INVALID_ENCODED_DATA: "it is not text in UTF-8",
};
