import type { z } from "zod";
import { pathText, valueAt } from "./paths";
import { resolveUnions } from "./union-issues";

/** The known key closest to a misspelt one. Short keys have to be closer, so that `vlan` does not suggest `lan`. */
export function findNearest(key: string, known: readonly string[]): string | undefined {
  const far = (candidate: string): number => distance(candidate.toLowerCase(), key.toLowerCase());
  const [best] = [...known].sort((a, b) => far(a) - far(b));
  return best !== undefined && far(best) <= Math.min(2, best.length / 4) ? best : undefined;
}

/** The keys that a schema allows at a path; walks it along the input. */
export function findKnownKeys(root: z.ZodType, path: readonly PropertyKey[], raw: unknown): string[] {
  let schema: unknown = root;
  path.forEach((step, depth) => {
    schema = child(unwrap(schema, valueAt(raw, path.slice(0, depth))), step);
  });
  const found = unwrap(schema, valueAt(raw, path));
  return found instanceof Object && "shape" in found ? Object.keys(found.shape as object) : [];
}

function child(schema: unknown, step: PropertyKey): unknown {
  if (!(schema instanceof Object)) return undefined;
  if ("shape" in schema) return (schema.shape as Record<PropertyKey, unknown>)[step];
  if ("valueType" in schema) return schema.valueType;
  if ("element" in schema) return schema.element;
  return undefined;
}

function unwrap(schema: unknown, input: unknown): unknown {
  // A list unwraps to its elements, which is for `child` to do.
  if (schema instanceof Object && "element" in schema) return schema;
  if (schema instanceof Object && "unwrap" in schema && typeof schema.unwrap === "function") {
    return unwrap((schema.unwrap as () => unknown)(), input);
  }
  if (schema instanceof Object && "options" in schema && Array.isArray(schema.options)) {
    const meant: unknown = (schema.options as readonly Form[]).find((form) => isMeant(form, input));
    return unwrap(meant, input);
  }
  return schema;
}

interface Form {
  readonly safeParse: (value: unknown) => { error?: z.ZodError };
}

/** Whether a form of a union is the one that was given: of the same kind, or at least of the same type. */
function isMeant(form: Form, input: unknown): boolean {
  const issues = resolveUnions(form.safeParse(input).error?.issues ?? []);
  return !issues.some(({ code, path }) => pathText(path) === "kind" || (path.length === 0 && code === "invalid_type"));
}

/** Levenshtein distance, to turn a typo into a suggestion. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + cost));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
