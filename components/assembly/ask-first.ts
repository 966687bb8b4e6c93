import * as pulumi from "@pulumi/pulumi";
import { askFirstScript, type AskedFirst } from "../../host/ask-first";
import { parseAddress } from "../../topology/ip";
import type { Topology } from "../../topology/model/topology";
import { STACK_LABEL } from "../../topology/naming";
import { remoteScript } from "../remote-script";
import type { Hosts } from "./create-hosts";
import type { Scope } from "./scope";

/**
 * Asks each host's segments for the addresses of its containers, whenever those change; by host. It waits for the networks, by
 * whose links it asks, and does not depend on them: the replacement of one would replace every container of the host.
 */
export function askFirst(
  { name, topology, parent }: Pick<Scope, "name" | "topology" | "parent">,
  hosts: Hosts,
  networks: Promise<pulumi.Resource[]>,
): Map<string, pulumi.Resource> {
  const { stack } = topology;
  const questions = new Map<string, pulumi.Resource>();
  for (const [hostName, host] of hosts) {
    const asked = addressesToAsk(topology, hostName);
    if (asked.length === 0) continue;
    const script = askFirstScript(stack, `${STACK_LABEL}=${stack}`, hostName, asked);
    const options = pulumi.mergeOptions(host.childOptions(parent, [host.ready]), { dependsOn: networks });
    questions.set(
      hostName,
      remoteScript(`${name}-${hostName}-ask-first`, { ssh: host.ssh, script, timeout: 120 }, options),
    );
  }
  return questions;
}

/** Addresses that several containers share are theirs at once. */
function addressesToAsk({ containers, segments }: Topology, host: string): AskedFirst[] {
  const shared = new Set(segments.flatMap(({ subnets }) => subnets.flatMap((subnet) => Object.values(subnet.shared))));
  return containers.flatMap((container) =>
    container.host !== host
      ? []
      : container.attach.flatMap(({ segment, addresses }) => {
          const link = segments
            .find(({ name }) => name === segment)
            ?.members.find((each) => each.host === host)?.carrier;
          return addresses.flatMap(({ address, path }) =>
            link === undefined || shared.has(address) ? [] : [{ path, link, address, key: addressKey(address) }],
          );
        }),
  );
}

/** In hexadecimal. */
function addressKey(address: string): string {
  const parsed = parseAddress(address);
  return parsed === undefined ? "" : parsed.value.toString(16).padStart(parsed.family === 4 ? 8 : 32, "0");
}
