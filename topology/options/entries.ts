/** What Compose takes as a map, or as a list of `NAME=value`. */
export type ListOrMap<V> = Readonly<Record<string, V>> | readonly string[];

/** The map, whichever way it is written. @param separator what may stand between name and value in a list */
export function entriesOf<V>(given: ListOrMap<V>, separator: "=" | "=:" = "="): Record<string, V | string> {
  return isList(given) ? Object.fromEntries(given.map((line) => splitEntry(line, separator))) : { ...given };
}

function splitEntry(line: string, separator: string): [string, string] {
  const at = line.search(separator === "=" ? /=/ : /[=:]/);
  return at < 0 ? [line, ""] : [line.slice(0, at), line.slice(at + 1)];
}

function isList(given: object): given is readonly string[] {
  return Array.isArray(given);
}
