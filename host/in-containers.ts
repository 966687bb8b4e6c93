import { renderShell } from "../support/shell-script";
import { perlProgram } from "./perl-program";
import { requireOneField } from "./probe";
import { hostFile } from "./render";

/** A program in Perl that looks into containers. */
export interface ProgramInContainers {
  /** Its files, after `probe-system.pl` and `probe-space.pl`; the one that starts it last. */
  readonly files: readonly string[];
  readonly args?: readonly (string | number)[];
  /** The fields of each row that it reads. */
  readonly rows: readonly (readonly string[])[];
  /** The containers that rows name, also several times; undefined: the host itself. */
  readonly containers: readonly (string | undefined)[];
}

/**
 * Renders the script that runs it, for the stdin of `sh`. It leaves nothing.
 * @throws UserError for a value with a line break or a tab
 */
export function renderInContainers({ files, args = [], rows, containers }: ProgramInContainers): string {
  const values = {
    program: perlProgram("probe-system.pl", "probe-space.pl", ...files),
    arguments: args.join(" "),
    rows: rows.map((fields) => fields.map(requireOneField).join("\t")).join("\n"),
    containers: [...new Set(containers.flatMap((name) => name ?? []))].map(requireOneField).join(" "),
  };
  return renderShell(values, hostFile("in-containers.sh"));
}
