import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { PROJECT_ROOT } from "../support/project";
import type { FabricInput } from "../topology/schema/fabric-schema";
import { FABRIC_KEY } from "../topology/schema/parse-configuration";

/** Memory of each of its guests, which is what some dozens of containers need. */
export const MEMORY_MIB = 2048;

/** The reference topology with more containers, in turn on each of its segments, and on each of the hosts. */
export function referenceWith(more: number, hosts: readonly string[]): FabricInput {
  const file = parse(readFileSync(join(PROJECT_ROOT, "Pulumi.dev.yaml"), "utf8")) as {
    config: Record<string, FabricInput>;
  };
  const fabric = file.config[FABRIC_KEY];
  if (fabric === undefined) throw new Error("Pulumi.dev.yaml has no fabric");
  for (const { vm } of Object.values(fabric.hosts)) if (vm.kind === "lab") vm.memory = MEMORY_MIB;
  const segments = Object.entries(fabric.segments);
  for (let index = 0; index < more; index += 1) {
    const [segment, { subnet = "" }] = segments[index % segments.length] ?? ["", {}];
    const address = subnet.replace(/\d+\/\d+$/, String(100 + index));
    const host = hosts[index % hosts.length] ?? "";
    Object.assign((fabric.containers ??= {}), {
      [`more${index}`]: { host, image: "busybox", attach: { [segment]: address } },
    });
  }
  return fabric;
}

export function stackFileOf(fabric: FabricInput): string {
  return stringify({ config: { [FABRIC_KEY]: fabric } });
}
