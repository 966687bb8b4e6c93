import { shellWord } from "../support/shell-word";

/**
 * The command that reads a script from stdin and runs it as root, for so many seconds at most. `timeout` runs under sudo too:
 * a user may not signal what runs as root.
 */
export function rootShell(user: string, seconds: number): string {
  return `${asRoot(user)}timeout ${seconds} sh -s`;
}

/** The seconds of such a command; undefined for another. */
export function secondsOf(command: string): number | undefined {
  const [, seconds] = /\btimeout (\d+) sh\b/.exec(command) ?? [];
  return seconds === undefined ? undefined : Number(seconds);
}

/** The same for a script that reads something else from stdin. It is on the command line, for all to see. */
export function rootCommand(user: string, seconds: number, script: string): string {
  return `${asRoot(user)}timeout ${seconds} sh -c ${shellWord(script)}`;
}

function asRoot(user: string): string {
  return user === "root" ? "" : "sudo -n ";
}

/** The same as the user who logs in. */
export function userShell(seconds: number): string {
  return `timeout ${seconds} sh -s`;
}
