import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheRoot } from "../support/cache";
import { LOCKED, parseLocks, StackLocked } from "./lock";

/** How the CLI begins a report of a fault of its own, which goes on with a stack trace. */
const FAULT = /^.*The Pulumi CLI encountered a |^panic: |^fatal error: /m;
const BEGINNING = new RegExp(`${FAULT.source}|${LOCKED.source}`, "m");

/**
 * Passes on what the CLI prints, but for two reports at its end, which it keeps: that of a fault of its own, and that of a lock,
 * whose advice does not work in a checkout.
 */
export class FaultFilter {
  /** The report; empty as long as there is none. */
  report = "";

  constructor(private readonly write: (text: string) => void) {}

  pass(text: string): void {
    const at = this.report === "" ? text.search(BEGINNING) : 0;
    if (at !== 0) this.write(at < 0 ? text : text.slice(0, at));
    if (at >= 0) this.report += text.slice(at);
  }
}

/** What to throw because of a report; undefined when it is one of a fault. */
export function lockOf(stack: string, report: string): StackLocked | undefined {
  return LOCKED.test(report) ? new StackLocked(stack, parseLocks(report)) : undefined;
}

/** Writes a report to the stack's other reports; what to tell the user instead of it. */
export function describeFault(stack: string, report: string): string {
  const folder = join(cacheRoot(), "reports", stack);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "engine-fault.txt");
  writeFileSync(file, report, { mode: 0o600 });
  const reason = /^Error:\s+(.+)$/m.exec(report)?.[1] ?? /^panic: (.+)$/m.exec(report)?.[1];
  return (
    `The Pulumi engine stopped because of a fault of its own${reason === undefined ? "" : ` (${reason})`}; its report is in ` +
    `${file}. Run \`npm run up -- --stack ${stack}\`, or \`npm run down -- --stack ${stack}\`: both first repair what it left.`
  );
}
