/**
 * A mistake or a missing thing that the person at the keyboard can fix. Commands print its message alone,
 * without a stack trace, so the message states what is wrong, where, the value, and the remedy.
 */
export class UserError extends Error {
  override readonly name = "UserError";
}
