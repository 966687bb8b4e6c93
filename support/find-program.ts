import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The first program of that name on the path. */
export function findProgram(name: string, env: NodeJS.ProcessEnv): string | undefined {
  for (const folder of (env["PATH"] ?? "").split(delimiter)) {
    const found = folder === "" ? undefined : executable(join(folder, name));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The path itself if it is an executable file. */
export function executable(path: string): string | undefined {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile() ? path : undefined;
  } catch {
    return undefined;
  }
}
