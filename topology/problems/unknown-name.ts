import type { Problem } from "../../support/problem";

/** A problem for a name that is not among the known ones; none for one that is. */
export function findUnknownName(path: string, kind: string, name: string, known: object): Problem[] {
  if (Object.hasOwn(known, name)) return [];
  const names = Object.keys(known).join(", ") || "none";
  return [{ path, message: `${kind} "${name}" is not defined: name one of ${names}, or define it under ${kind}s` }];
}
