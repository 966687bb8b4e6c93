import { hostScript } from "./render";
import { perlProgram } from "./perl-program";
import { requireOneField } from "./probe";

/** An address that a container is to have. */
export interface AskedFirst {
  /** Its path in the configuration. */
  readonly path: string;
  /** The link that carries the segment on the host. */
  readonly link: string;
  readonly address: string;
  /** The same in hexadecimal. */
  readonly key: string;
}

/** Seconds between the two times that an address is asked for, at least; a host sends no more than so many questions a second. */
const PAUSE = 0.7;
const MOST_PER_SECOND = 200;

/**
 * Asks for the addresses of a host's containers before they are made, and fails when somebody has one.
 * @param label `KEY=VALUE` of the stack's containers
 */
export function askFirstScript(stack: string, label: string, host: string, asked: readonly AskedFirst[]): string {
  const period = Math.max(PAUSE, asked.length / MOST_PER_SECOND);
  const rows = asked.map(({ path, link, address, key }) => [path, link, address, key].map(requireOneField).join(" "));
  const values = {
    program: perlProgram("probe-system.pl", "probe-space.pl", "probe-packets.pl", "watch.pl"),
    ...{ label, host, rows: rows.join("\n") },
    ...{ seconds: Math.ceil(2 * period + PAUSE), period: String(period) },
  };
  return hostScript(stack, values, "ask-first.sh");
}
