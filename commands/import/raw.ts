/** A map of a Compose file, unchecked. */
export type Raw = Readonly<Record<string, unknown>>;

export function isMap(value: unknown): value is Raw {
  return value instanceof Object && !Array.isArray(value);
}

/** The entries of a map; none of anything else. */
export function entriesOf(value: unknown): [string, unknown][] {
  return isMap(value) ? Object.entries(value) : [];
}

/** A list, a single value as a list of one, nothing as an empty list. */
export function listOf(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

/** A text, number or truth as text; undefined for anything else. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

/** A truth, also one that a variable stood for. */
export function truthOf(value: unknown): boolean {
  return value === true || (typeof value === "string" && /^(true|yes|on|1)$/i.test(value));
}

/** A map, or Compose's list of `NAME=value`; without a value: undefined. */
export function pairsOf(value: unknown): [string, unknown][] {
  if (!Array.isArray(value)) return entriesOf(value);
  return value.map((line) => {
    const text = textOf(line) ?? "";
    const at = text.indexOf("=");
    return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
  });
}
