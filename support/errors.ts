/**
 * Something wrong or missing that the user can fix. Commands print the message alone, without a stack trace, so it states
 * what is wrong, where, the value, and the remedy.
 */
export class UserError extends Error {
  override readonly name = "UserError";
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
