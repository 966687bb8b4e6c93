import { createHash } from "node:crypto";
import { hostsFilePath } from "../host/names";
import type { FabricOutput } from "./contract";
import { hostsFiles } from "./names/hosts-files";
import type { DockerContainer } from "./probe-output";
import type { Comparison } from "./state-item";

const PROPERTY = "names";

/** A container that has another file mounted there than this is not the one that a file that was rewritten reaches. */
export const STALE = "a file that was replaced since it started";

/** Whether a container resolves what the plan says. One that has another hosts file by choice is left alone. */
export function compareNames(
  name: string,
  { hostsFile }: DockerContainer,
  output: FabricOutput,
): Omit<Comparison, "subject">[] {
  const desired = "as planned";
  // Made before there were names, and not made anew for their sake.
  if (hostsFile === undefined)
    return [{ property: PROPERTY, desired, observed: "only Docker's, until it is made anew", ok: true }];
  if (hostsFile.path !== hostsFilePath(output.stack, name)) return [];
  const planned = digestOf(name, output);
  const { onHost, inside } = hostsFile;
  if (onHost !== planned) return [{ property: PROPERTY, desired, observed: onHost === "" ? "no file" : "others" }];
  return [{ property: PROPERTY, desired, observed: inside === planned ? desired : STALE }];
}

const known = new WeakMap<FabricOutput, Map<string, string>>();

/** SHA-256 of the planned file, computed once for all containers of an output. */
function digestOf(name: string, output: FabricOutput): string | undefined {
  let digests = known.get(output);
  if (digests === undefined) {
    digests = new Map([...hostsFiles(output)].map(([container, lines]) => [container, sha256(lines)]));
    known.set(output, digests);
  }
  return digests.get(name);
}

function sha256(lines: readonly string[]): string {
  return createHash("sha256")
    .update(`${lines.join("\n")}\n`)
    .digest("hex");
}
