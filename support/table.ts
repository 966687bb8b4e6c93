/** A function that writes rows as lines of a table: columns as wide as their widest cell, two spaces between them. */
export function tableLine(rows: readonly (readonly string[])[], indent: number): (cells: readonly string[]) => string {
  const widths: number[] = [];
  for (const cells of rows) cells.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, cell.length)));
  const start = " ".repeat(indent);
  return (cells) => `${start}${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  ")}`.trimEnd();
}
