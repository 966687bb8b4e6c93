import { stringify } from "yaml";
import type { Fault } from "./fuzz-lab";
import type { Lab } from "./lab";
import type { Case } from "./shrink";

/** A pair of stack files, before and after, and what was seen. */
export function faultFiles(
  prefix: string,
  stack: string,
  { before, after }: Case,
  { check, details }: Fault,
  what: string,
): Record<string, string> {
  return {
    [`Pulumi.${stack}-${prefix}-before.yaml`]: stackFile(before),
    [`Pulumi.${stack}-${prefix}-after.yaml`]: stackFile(after),
    [`${prefix}.txt`]: `${what}\n\n${check}\n\n${details}\n`,
  };
}

function stackFile(lab: Lab): string {
  return stringify({ config: { "macvlan-fabric:fabric": lab } }, { aliasDuplicateObjects: false });
}

/** A topology in one line. */
export function labText({ hosts, segments, containers }: Lab): string {
  const engines = Object.entries(hosts).map(([name, { vm }]) => `${name} (Docker ${vm.docker})`);
  return `${engines.join(", ")}, ${Object.keys(segments).length} segments, ${Object.keys(containers).length} containers`;
}
