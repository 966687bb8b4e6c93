import { renderShell } from "../support/shell-script";
import { hostFile } from "./render";

/** Opens the best shell that a container has. @param advice what to say if it has none */
export function shellScript(container: string, terminal: boolean, advice: string): string {
  return renderShell({ container, flags: terminal ? "-it" : "-i", advice }, hostFile("container-shell.sh"));
}

/** Opens a shell of the host, as root, in the network namespace of a container. */
export function hostShellScript(container: string): string {
  return renderShell({ container }, hostFile("host-shell.sh"));
}

export interface LogOptions {
  /** Whether to go on with what comes. Default: false. */
  readonly follow?: boolean | undefined;
  /** How many lines of what there is. Default: all. */
  readonly tail?: string | undefined;
  /** The earliest time, as Docker reads it: `10m`, or `2026-11-26T18:00:00`. Default: any. */
  readonly since?: string | undefined;
}

/**
 * Prints the logs of containers, until standard input ends.
 * @param prefixes what each line of a container begins with; empty: its two outputs are kept apart
 */
export function logsScript(prefixes: ReadonlyMap<string, string>, { follow, tail, since }: LogOptions): string {
  const rows = [...prefixes].map(([container, prefix]) => `${container} ${prefix}`);
  const values = { rows: rows.join("\n"), follow: String(follow ?? false), tail: tail ?? "all", since: since ?? "" };
  return renderShell(values, hostFile("container-logs.sh"));
}
