/** What to say about a name that is not among the known ones; nothing about one that is. */
export function unknownName(path: string, kind: string, name: string, known: object): string[] {
  if (Object.hasOwn(known, name)) return [];
  const names = Object.keys(known).join(", ") || "none";
  return [`${path}: ${kind} "${name}" is not defined: name one of ${names}, or define it under ${kind}s`];
}
