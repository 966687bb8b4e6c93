import { CommanderError } from "commander";
import { messageOf, UserError } from "./errors";
import { say } from "./terminal";

/** Set to `1`, it shows the stack traces of unexpected errors here, in the Pulumi program and in its policies. */
const DEBUG = "MACVLAN_FABRIC_DEBUG";

/**
 * Runs a whole program: its result becomes the exit code of this process. An error ends the process at once, with the exit
 * code `failed`: other work in progress would otherwise go on printing below the message, possibly for minutes.
 */
export async function runProgram(run: () => Promise<number>, failed = 1): Promise<void> {
  // A promise that never settles ends the process too; that must not look like success.
  process.exitCode = failed;
  try {
    process.exitCode = await run();
  } catch (error) {
    // Commander has printed its own message, or the help that was asked for.
    if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : failed);
    reportError(error);
    process.exit(failed);
  }
}

/** Prints an error as one message, without a stack trace unless the user asks for it. */
export function reportError(error: unknown): void {
  say(errorText(error, Boolean(process.env[DEBUG])));
}

/** An error as the user reads it. */
export function errorText(error: unknown, withStack: boolean): string {
  if (error instanceof UserError) return `error: ${error.message}`;
  const message = messageOf(error);
  if ((error as NodeJS.ErrnoException | undefined)?.code === "ENOSPC")
    return `error: a disk of this machine is full (${message}): make room there, then run the command again`;
  if (withStack && error instanceof Error) return `error: ${error.stack ?? message}`;
  return `error: unexpected: ${message}\nSet ${DEBUG}=1 to see where it comes from.`;
}
