/** Reports progress of the step under way, one short line at a time. */
export type Say = (line: string) => void;

/** Prints a line of our own between those of the tools. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
