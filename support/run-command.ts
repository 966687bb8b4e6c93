export interface CommandResult {
  readonly ok: boolean;
  readonly stdout: string;
  /** Both outputs, in the order in which they arrived. */
  readonly all: string;
  /** `exit code 2`, `SIGKILL`, or why the command could not be run. */
  readonly ending: string;
}

export interface CommandOptions {
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds after which the command is killed. */
  readonly timeout?: number;
  /** The command is killed as soon as it has printed this. */
  readonly until?: RegExp;
}

/**
 * Runs a command to its end without standard input; failures are in the result. execa is an ES module, which a CommonJS file
 * under tsx can load only by import().
 */
export async function runCommand(
  file: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const { execa } = await import("execa");
  // Debian keeps mke2fs and others in the administrator's folders, which are not on every user's path.
  const path = `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin`;
  const { timeout, until } = options;
  const command = execa(file, args, {
    ...{ stdin: "ignore", all: true, reject: false },
    ...{ env: { PATH: path, LC_ALL: "C.UTF-8", ...options.env }, ...(timeout === undefined ? {} : { timeout }) },
  } as const);
  if (until !== undefined) void killOnMatch(command, command.iterable({ from: "all" }), until);
  const result = await command;
  const ending =
    result.exitCode === undefined ? (result.signal ?? result.shortMessage ?? "") : `exit code ${result.exitCode}`;
  return { ok: !result.failed, stdout: result.stdout, all: result.all, ending };
}

async function killOnMatch(command: { kill(): boolean }, lines: AsyncIterable<string>, until: RegExp): Promise<void> {
  try {
    for await (const line of lines) if (until.test(line)) command.kill();
  } catch {
    // The result says that the command failed.
  }
}

/** The end of what a program printed, for messages. */
export function lastLines(text: string, count: number): string {
  return text.trim().split("\n").slice(-count).join("\n");
}
