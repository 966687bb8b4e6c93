import { renderShell } from "../support/shell-script";
import { perlProgram } from "./perl-program";
import { requireOneField } from "./probe";
import { hostFile } from "./render";

/** One address that a host asks for. */
export interface WatchLine {
  readonly id: string;
  /** The link that the frames leave by. */
  readonly link: string;
  /** The tag that they get; absent: none. */
  readonly vlan?: number;
  /** In hexadecimal. */
  readonly address: string;
}

/**
 * Renders the script that asks for addresses, for the stdin of `sh`. It changes nothing and leaves nothing.
 * @param seconds after which it ends, if the session does not end before
 * @param period seconds from one question for an address to the next
 * @throws UserError for a value with a line break or a tab
 */
export function renderWatch(targets: readonly WatchLine[], seconds: number, period = 0.1): string {
  const values = {
    program: perlProgram("probe-system.pl", "probe-space.pl", "probe-packets.pl", "watch.pl"),
    targets: targets.map(renderLine).join("\n"),
    ...{ seconds, period: String(period) },
  };
  return renderShell(values, hostFile("watch.sh"));
}

function renderLine({ id, link, vlan = 0, address }: WatchLine): string {
  return [id, link, String(vlan), address].map(requireOneField).join("\t");
}
