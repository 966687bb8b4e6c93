import { createHash } from "node:crypto";

/** A short name for a list of texts; no two lists share one. */
export function hash(...parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}
