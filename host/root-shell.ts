/**
 * The command that reads a script from stdin and runs it as root, for so many seconds at most. `timeout` runs under sudo too:
 * a user may not signal what runs as root.
 */
export function rootShell(user: string, seconds: number): string {
  return `${user === "root" ? "" : "sudo -n "}timeout ${seconds} sh -s`;
}

/** The same as the user who logs in. */
export function userShell(seconds: number): string {
  return `timeout ${seconds} sh -s`;
}
