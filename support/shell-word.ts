/** Quotes a text as one word that a POSIX shell takes literally. The text must not contain NUL. */
export function shellWord(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
