import * as proxy from "@pulumi/policy/proxy";

// Exported at run time since 1.21.0, but the published typings of that module are empty.
const { UnknownValueError } = proxy as unknown as { UnknownValueError: new (...args: never[]) => Error };

/**
 * Result of a read, or undefined when it meets a value that a preview cannot know. Without it, one unknown value would
 * end the whole policy. Rules about one value let the error pass instead: the SDK turns it into a visible advice.
 */
export function known<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnknownValueError) return undefined;
    throw error;
  }
}

/** Whether a read meets nothing that a preview cannot know. */
export function isKnown(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (error) {
    if (error instanceof UnknownValueError) return false;
    throw error;
  }
}

/** Value at a path, undefined when something on the way is missing. Throws on an unknown value, as the SDK does. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((held, step) => (held instanceof Object ? Reflect.get(held, step) : undefined), value);
}

/** Text at a path; undefined when it is missing, of another type, or unknown. */
export function textAt(value: unknown, ...path: readonly (string | number)[]): string | undefined {
  const found = known(() => at(value, ...path));
  return typeof found === "string" && found !== "" ? found : undefined;
}

/** Number of items of a list at a path; 0 when there is none. Throws when it is unknown. */
export function countAt(value: unknown, ...path: readonly (string | number)[]): number {
  const found = at(value, ...path);
  return Array.isArray(found) ? found.length : 0;
}

/** Keys of an object at a path. They are always readable; the values behind them may be unknown. */
export function keysAt(value: unknown, ...path: readonly (string | number)[]): string[] {
  const found = known(() => at(value, ...path));
  return found instanceof Object ? Object.keys(found) : [];
}
