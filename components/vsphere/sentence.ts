/** How many names a message shows at most. */
const MOST = 12;

/** Names for the end of a sentence, in order. */
export function sentence(names: readonly string[]): string {
  if (names.length === 0) return "none";
  const shown = [...new Set(names)].sort();
  const more = shown.length - MOST;
  return `${shown.slice(0, MOST).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
