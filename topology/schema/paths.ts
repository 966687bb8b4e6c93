/** A configuration path as people write it: `hosts.docker01.address`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.map(String).join(".");
}

/** The value at a path; undefined where there is none. */
export function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) => (value instanceof Object ? (value as Record<PropertyKey, unknown>)[step] : undefined),
    raw,
  );
}
