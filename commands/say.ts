/** Prints a line of our own between those of the tools. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
