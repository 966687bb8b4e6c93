import { renderShell } from "../support/shell-script";
import { perlProgram } from "./perl-program";
import { requireOneField } from "./probe";
import { hostFile } from "./render";

/** A link to listen on. */
export interface TraceLine {
  readonly id: string;
  /** The container whose link it is; absent: the host's own. */
  readonly container?: string;
  /** A link of the host by name, or one of the container by an address in hexadecimal. */
  readonly link: string;
}

export interface TracePlan {
  readonly hops: readonly TraceLine[];
  /** In hexadecimal. */
  readonly source: string;
  readonly target: string;
  /** How long to listen. */
  readonly seconds: number;
}

/**
 * Renders the script that hears what passes between two addresses, for the stdin of `sh`. It changes nothing and leaves nothing.
 * @throws UserError for a value with a line break or a tab
 */
export function renderTrace({ hops, source, target, seconds }: TracePlan): string {
  const values = {
    program: perlProgram("probe-system.pl", "probe-space.pl", "trace.pl"),
    hops: hops.map(renderLine).join("\n"),
    containers: [...new Set(hops.flatMap(({ container }) => container ?? []))].map(requireOneField).join("\n"),
    ...{ source, target, seconds },
  };
  return renderShell(values, hostFile("trace.sh"));
}

function renderLine({ id, container = "", link }: TraceLine): string {
  return ["hop", id, container, link].map(requireOneField).join("\t");
}
