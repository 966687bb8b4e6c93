import type { z } from "zod";
import { pathText, valueAt } from "./paths";

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
  return undefined;
}

function unwrap(schema: unknown, input: unknown): unknown {
  if (schema instanceof Object && "unwrap" in schema && typeof schema.unwrap === "function") {
    return unwrap((schema.unwrap as () => unknown)(), input);
  }
  if (schema instanceof Object && "options" in schema && Array.isArray(schema.options)) {
    return schema.options.find((option: { safeParse: (value: unknown) => { error?: z.ZodError } }) => {
      const error = option.safeParse(input).error;
      return error === undefined || !error.issues.some((issue) => pathText(issue.path) === "kind");
    });
  }
  return schema;
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
