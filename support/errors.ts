/**
 * A mistake or a missing thing that the person at the keyboard can mend. Commands print its message alone,
 * never a stack trace, so the message says what is wrong, where, the value, and what to do.
 */
export class UserError extends Error {
  override readonly name = "UserError";
}
