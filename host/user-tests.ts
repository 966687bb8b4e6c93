import { renderInContainers } from "./in-containers";

/** One request of a test. */
export interface TestLine {
  readonly id: string;
  /** The container that makes it; absent: the host itself. */
  readonly container?: string;
  readonly kind: "ping" | "tcp" | "http" | "dns" | "command";
  /** In hexadecimal; empty for a command. */
  readonly address: string;
  readonly port?: number;
  /** The bytes to send, or the words of a command. */
  readonly what?: Uint8Array | readonly string[];
  /** Text to look for in what comes back. */
  readonly wanted?: string;
}

/** Requests that run at once on a host, and seconds that one may take. */
const AT_ONCE = 16;
const LONGEST = { command: 60, other: 10 };

/**
 * Renders the script that makes the requests, for the stdin of `sh`. It leaves nothing; what commands change is the user's.
 * @throws UserError for a name with a line break or a tab
 */
export function renderUserTests(tests: readonly TestLine[]): string {
  return renderInContainers({
    files: ["probe-packets.pl", "user-tests.pl"],
    rows: tests.map(fieldsOf),
    containers: tests.map(({ container }) => container),
  });
}

/** Seconds that the script may take. */
export function userTestSeconds(tests: readonly TestLine[]): number {
  const longest = tests.some(({ kind }) => kind === "command") ? LONGEST.command : LONGEST.other;
  return 60 + Math.ceil(tests.length / AT_ONCE) * longest;
}

function fieldsOf({ id, container = "", kind, address, port = 0, what = [], wanted = "" }: TestLine): string[] {
  const bytes = what instanceof Uint8Array ? hex(what) : what.map(hex).join(",");
  return ["test", id, container, kind, address, `${port}`, bytes, hex(wanted)];
}

function hex(content: string | Uint8Array): string {
  return Buffer.from(content as Uint8Array).toString("hex");
}
