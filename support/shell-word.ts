import { UserError } from "./errors";

/** Quotes a text as one word that a POSIX shell takes literally. The text must not contain NUL. */
export function shellWord(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * A value that goes into a line of data, and must not start another one.
 * @throws UserError for a line break; no name and no address has one
 */
export function oneLine(text: string): string {
  if (/[\n\r\0]/.test(text))
    throw new UserError(
      `the stack output contains a line break in ${JSON.stringify(text)}: names and addresses have none`,
    );
  return text;
}
