import type * as pulumi from "@pulumi/pulumi";
import { hostsFiles } from "../../harness/names/hosts-files";
import { namesScript } from "../../host/names";
import { remoteScript } from "../remote-script";
import type { Hosts } from "./create-hosts";
import { plannedOutput } from "./planned-output";
import type { Scope } from "./scope";

/**
 * Writes the names that each host's containers resolve, whenever the plan changes them; by host. The containers see the new
 * ones at once: none of them has to be touched.
 */
export function createNames(
  { name, topology, parent }: Pick<Scope, "name" | "topology" | "parent">,
  hosts: Hosts,
): Map<string, pulumi.Resource> {
  const files = hostsFiles(plannedOutput(topology));
  const written = new Map<string, pulumi.Resource>();
  for (const [hostName, host] of hosts) {
    const local = topology.containers.filter((container) => container.host === hostName);
    if (local.length === 0) continue;
    const own = new Map(local.map((each) => [each.name, files.get(each.name) ?? []]));
    const script = namesScript(topology.stack, hostName, own);
    const args = { ssh: host.ssh, script, timeout: 60 };
    written.set(hostName, remoteScript(`${name}-${hostName}-names`, args, host.childOptions(parent, [host.ready])));
  }
  return written;
}
