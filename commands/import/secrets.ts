/** Names of variables whose values are nobody's business. A `_FILE` names a file that holds it. */
const SECRET_NAME =
  /passw(or)?d|passphrase|secret|token|credential|api_?key|private_?key|(^|_)(key|pass|pwd|auth)(_|$)|pass$/i;
const FILE_NAME = /_FILE$/i;
/** `//user:password@` in an address. */
const LOGIN_IN_URL = /:\/\/[^/\s:@]+:[^/\s@]+@/;

/** Whether a variable's name says that its value is a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) && !FILE_NAME.test(name);
}

/** Whether a value has to stay out of the stack file. @param hidden values of secrets that may have been put in */
export function isSecret(name: string, value: string, hidden: readonly string[]): boolean {
  if (value === "") return false;
  return isSecretName(name) || LOGIN_IN_URL.test(value) || hidden.some((secret) => value.includes(secret));
}

/** Whether any text in a value holds a secret that was put in. */
export function holdsSecret(value: unknown, hidden: readonly string[]): boolean {
  if (typeof value === "string") return LOGIN_IN_URL.test(value) || hidden.some((secret) => value.includes(secret));
  return value instanceof Object && Object.values(value).some((each) => holdsSecret(each, hidden));
}
