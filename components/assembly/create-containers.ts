import * as pulumi from "@pulumi/pulumi";
import { pidsLimitScript } from "../../host/scripts";
import type { Container } from "../../topology/model/topology";
import { FabricContainer, type SegmentAttachment } from "../fabric-container";
import { remoteScript } from "../remote-script";
import type { Hosts } from "./create-hosts";
import type { Images } from "./create-images";
import type { Networks } from "./create-segments";
import { entry, mapByName, type Scope } from "./scope";

/** The containers, by name. */
export type Containers = ReadonlyMap<string, FabricContainer>;

export function createContainers(
  { name, topology, parent }: Scope,
  hosts: Hosts,
  networks: Networks,
  images: Images,
): Containers {
  return mapByName(topology.containers, (container) => {
    const image = entry(entry(images, container.image).on, container.host);
    return new FabricContainer(
      `${name}-${container.name}`,
      {
        ...container,
        container: container.name,
        host: entry(hosts, container.host),
        image,
        attachments: attachmentsOf(container, networks),
      },
      { parent },
    );
  });
}

function attachmentsOf({ attach, defaultGateway }: Container, networks: Networks): SegmentAttachment[] {
  return attach.map(({ segment, address, mac }) => ({
    segment: entry(networks, segment),
    address,
    mac,
    isDefaultGateway: segment === defaultGateway,
  }));
}

/** Sets the process limits of all containers on a host with one login. */
export function limitProcesses({ name, topology, parent }: Scope, hosts: Hosts, containers: Containers): void {
  for (const [hostName, host] of hosts) {
    const local = topology.containers.filter((container) => container.host === hostName);
    if (local.length === 0) continue;
    const rows = local.map((container) =>
      entry(containers, container.name).container.id.apply((id) => ({
        id,
        name: container.name,
        pids: container.pids,
      })),
    );
    const script = pulumi.all(rows).apply((known) => pidsLimitScript(topology.stack, known));
    remoteScript(`${name}-${hostName}-limits`, { ssh: host.ssh, script, timeout: 60 }, host.childOptions(parent));
  }
}
