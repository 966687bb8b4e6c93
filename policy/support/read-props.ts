import * as proxy from "@pulumi/policy/proxy";

// Exported at run time since 1.21.0, but the published typings of that module are empty.
const { UnknownValueError } = proxy as unknown as { UnknownValueError: new (...args: never[]) => Error };

export type Path = readonly (string | number)[];

// A preview does not know every value, and one unknown value ends the policy that reads it. Rules about that one value use
// `read`, `countItems` and `mapItems`, which let the error pass: the SDK turns it into a visible advisory. All others step
// over it.

/** Value at a path; undefined when part of the path is missing. Throws when it is unknown. */
export function read(value: unknown, ...path: Path): unknown {
  return path.reduce<unknown>((inner, step) => (inner instanceof Object ? Reflect.get(inner, step) : undefined), value);
}

/** Number of items of a list at a path; 0 when there is none. Throws when it is unknown. */
export function countItems(value: unknown, ...path: Path): number {
  const found = read(value, ...path);
  return Array.isArray(found) ? found.length : 0;
}

/** One result for each item of a list under a key. Throws while the list is unknown. */
export function mapItems<T>(value: unknown, key: string, readItem: (index: number) => T): T[] {
  return Array.from({ length: countItems(value, key) }, (_, index) => readItem(index));
}

/** A list of a provider, which reaches the engine as JSON text; empty when it is none. */
export function readJsonList(value: unknown): unknown[] {
  const list = typeof value === "string" ? parseJson(value) : value;
  return Array.isArray(list) ? list : [];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Non-empty text at a path; undefined when it is missing, of another type, or unknown. */
export function readText(value: unknown, ...path: Path): string | undefined {
  const found = readIfKnown(() => read(value, ...path));
  return typeof found === "string" && found !== "" ? found : undefined;
}

/** Number at a path; undefined when it is missing, of another type, or unknown. */
export function readNumber(value: unknown, ...path: Path): number | undefined {
  const found = readIfKnown(() => read(value, ...path));
  return typeof found === "number" ? found : undefined;
}

/** Flag at a path, false when it is missing; undefined while unknown. */
export function readFlag(value: unknown, ...path: Path): boolean | undefined {
  return readIfKnown(() => read(value, ...path) === true);
}

/** Keys of an object at a path. They are always readable, even when the values behind them are unknown. */
export function readKeys(value: unknown, ...path: Path): string[] {
  const found = readIfKnown(() => read(value, ...path));
  return found instanceof Object ? Object.keys(found) : [];
}

/** One result for each item of a list under a key; none while the list itself is unknown. */
export function readEach<T>(value: unknown, key: string, readItem: (index: number) => T): T[] {
  return Array.from({ length: readIfKnown(() => countItems(value, key)) ?? 0 }, (_, index) => readItem(index));
}

/** Result of a read, or undefined when it meets an unknown value. */
export function readIfKnown<T>(readValue: () => T): T | undefined {
  try {
    return readValue();
  } catch (error) {
    if (error instanceof UnknownValueError) return undefined;
    throw error;
  }
}

/** Whether a read meets no unknown value. */
export function isKnown(readValue: () => unknown): boolean {
  return readIfKnown(() => [readValue()]) !== undefined;
}

/** Value of a Docker resource's label; undefined without one, or while it is unknown. */
export function readLabel(props: unknown, label: string): string | undefined {
  const values = readEach(props, "labels", (index) =>
    readText(props, "labels", index, "label") === label ? readText(props, "labels", index, "value") : undefined,
  );
  return values.find((value) => value !== undefined);
}
