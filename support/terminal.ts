import { styleText } from "node:util";

/** Reports the progress of the current step, one short line at a time. */
export type Progress = (line: string) => void;

/** Prints a message to the user, on stderr: stdout is for results, which other programs may read. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Prints a result, on stdout. */
export function print(text: string): void {
  process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
}

/** Reports progress with the time since this call, such as `docker01: waiting for ssh [3.2s]`. */
export function startProgress(subject?: string, show: Progress = say): Progress {
  const started = performance.now();
  const prefix = subject === undefined ? "" : `${subject}: `;
  return (line) => {
    show(`${prefix}${line} [${elapsed(started)}]`);
  };
}

/** The time since a value of `performance.now()`, such as `3.2s`. */
export function elapsed(started: number): string {
  return `${((performance.now() - started) / 1000).toFixed(1)}s`;
}

/** Whether results are shown in colour: on a terminal, unless `NO_COLOR` is set. */
export function hasColours(): boolean {
  return process.stdout.isTTY && !process.env["NO_COLOR"];
}

/** Styles a part of a result if results are shown in colour. */
export function paint(style: "bold" | "green" | "red", text: string): string {
  return hasColours() ? styleText(style, text) : text;
}

/** How many characters of a result fit in a line. */
export function lineWidth(): number {
  return process.stdout.columns || 120;
}
