/**
 * Text that others wrote as a code span of Markdown, in which nothing is markup, a mention or a link. A grave accent would end
 * it, and a bar the cell of a table: both become characters that look alike, and what cannot be seen becomes `?`.
 */
export function code(text: string): string {
  const safe = text
    .replaceAll(/\s+/g, " ")
    .trim()
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, "?")
    .replaceAll("`", "'")
    .replaceAll("|", "¦");
  return safe === "" ? "" : `\`${safe}\``;
}

/** A table of Markdown; the cells are Markdown themselves, on one line. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}
