import { styleText } from "node:util";
import type { Paint } from "../harness/grid";
import { renderTable } from "../harness/watching/watch-table";
import type { Watched } from "../harness/watching/watched";
import { hasColours, lineWidth, print } from "../support/terminal";

/** Shows rounds as they come. */
export interface View {
  /** @param next when the next round begins, in milliseconds since 1970 */
  show(watched: Watched, next: number): void;
  /** A round begins. */
  begin(): void;
  /** Leaves the terminal as it was. */
  close(): void;
  /** What to print at the end. */
  summary(watched: Watched): string;
}

/** A table that is drawn again every second on a terminal, and a line for each change elsewhere. */
export function startView(stack: string): View {
  return process.stdout.isTTY ? new LiveTable(stack) : new Lines(stack);
}

class Lines implements View {
  private isFirst = true;

  constructor(private readonly stack: string) {}

  show(watched: Watched): void {
    if (this.isFirst) print(this.summary(watched));
    this.isFirst = false;
    for (const text of watched.changes) print(`${timeOf(watched)} ${text}`);
  }

  begin(): void {
    // Nothing has changed yet.
  }

  close(): void {
    // Nothing is open.
  }

  summary(watched: Watched): string {
    return `${timeOf(watched)} ${resultOf(watched, this.stack)}`;
  }
}

/** Escape sequences: the terminal's other screen, the cursor, what is left of a line and of the screen. */
const ENTER = "\u001b[?1049h\u001b[?25l";
const LEAVE = "\u001b[?25h\u001b[?1049l";
const [HOME, REST_OF_LINE, REST] = ["\u001b[H", "\u001b[K\n", "\u001b[J"];

class LiveTable implements View {
  private readonly history: string[] = [];
  private readonly clock: NodeJS.Timeout;
  private watched: Watched | undefined;
  private next: number | undefined;

  constructor(private readonly stack: string) {
    process.stdout.write(`${ENTER}${HOME}${REST}watch ${stack}: the first round is under way`);
    this.clock = setInterval(() => {
      this.draw();
    }, 1000);
  }

  show(watched: Watched, next: number): void {
    const newest = [...watched.changes].reverse();
    this.history.unshift(...newest.map((text) => `${timeOf(watched)} ${text}`));
    this.history.splice(100);
    this.watched = watched;
    this.next = next;
    this.draw();
  }

  begin(): void {
    this.next = undefined;
    this.draw();
  }

  close(): void {
    clearInterval(this.clock);
    process.stdout.write(LEAVE);
  }

  summary(watched: Watched): string {
    const changes = [...this.history].reverse();
    return [...changes, `${timeOf(watched)} ${resultOf(watched, this.stack)}`].join("\n");
  }

  private draw(): void {
    if (this.watched === undefined) return;
    const rows = process.stdout.rows || 24;
    const lines = renderTable(this.watched, {
      ...{ stack: this.stack, now: Date.now(), next: this.next, width: lineWidth(), height: rows, paint },
      history: this.history,
    });
    process.stdout.write(`${HOME}${lines.slice(0, rows - 1).join(REST_OF_LINE)}${REST_OF_LINE}${REST}`);
  }
}

const STYLES = { good: "green", quiet: "dim", bad: "red", plain: "reset" } as const;

const paint: Paint = (tone, text) => (hasColours() && tone !== "plain" ? styleText(STYLES[tone], text) : text);

function timeOf({ last }: Watched): string {
  return last.at.slice(11, 19);
}

function resultOf({ last, rounds }: Watched, stack: string): string {
  const { cells, passed, drift, tests = 0, failedTests = 0, warnings = 0 } = last.counts;
  const own = tests === 0 ? "" : `, ${tests - failedTests - warnings} of ${tests} tests of your own passed`;
  const word = { 0: "PASSED", 1: "FAILED", 2: "NOTHING TO VERIFY", 3: "PASSED with warnings" }[last.exitCode];
  return `${word}: stack ${stack}, ${passed} of ${cells} cells as planned, ${drift} drifted${own}, round ${rounds}`;
}
