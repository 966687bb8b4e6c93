/** A name in the notation of the stack file, that is not among those taken. */
export function freeName(wanted: string, taken: (name: string) => boolean, suffix: string): string {
  const plain = toKey(wanted);
  if (!taken(plain)) return plain;
  const other = toKey(`${plain}-${suffix}`);
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? other : toKey(`${other.slice(0, 36)}-${count}`);
    if (!taken(name)) return name;
  }
}

/** Letters, digits, and `-` between them, at most 40. */
function toKey(name: string): string {
  const plain = name
    .replaceAll(/[^a-z0-9]+/gi, "-")
    .replace(/^-+/, "")
    .slice(0, 40)
    .replace(/-+$/, "");
  return plain === "" ? "x" : plain;
}
