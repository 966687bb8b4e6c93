import type { Problem } from "../../support/problem";

/** Where somebody wrote the configuration of a container that follows from another entry. */
export interface Origin {
  /** The path of its entry, such as `containers.load` for `load-3`. */
  readonly path: string;
  /** The paths of the entries that the other keys come from, by key. */
  readonly keys: ReadonlyMap<string, string>;
}

/** The origins of containers, by name; those that stand for themselves have none. */
export type Origins = ReadonlyMap<string, Origin>;

/** A configuration path as it is written: `containers.load.attach.vlan10` for `containers.load-3.attach.vlan10`. */
export function writtenPath(origins: Origins, path: string): string {
  const [, name = "", key, rest = ""] = /^containers\.([^.]+)(?:\.([^.]+)(.*))?$/s.exec(path) ?? [];
  const origin = origins.get(name);
  if (origin === undefined) return path;
  return key === undefined ? origin.path : `${origin.keys.get(key) ?? origin.path}.${key}${rest}`;
}

/** Problems at the paths that are written, each once, however many containers have it. */
export function writtenProblems(origins: Origins, problems: readonly Problem[]): Problem[] {
  const found = new Map<string, Problem>();
  for (const problem of problems) {
    const written = { ...problem, path: writtenPath(origins, problem.path) };
    const key = `${written.path} ${written.message}`;
    if (!found.has(key)) found.set(key, written);
  }
  return [...found.values()];
}
