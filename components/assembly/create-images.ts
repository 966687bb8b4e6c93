import { PrivateRegistry } from "../private-registry";
import { PublishedImage } from "../published-image";
import type { Hosts } from "./create-hosts";
import { mapByName, entry, type Scope } from "./scope";

/** The published images, by name. */
export type Images = ReadonlyMap<string, PublishedImage>;

export function createRegistry({ name, topology, parent }: Scope, hosts: Hosts): PrivateRegistry | undefined {
  const { stack, registry } = topology;
  if (registry === undefined) return undefined;
  const args = { stack, registry, host: entry(hosts, registry.host), clients: [...hosts.values()] };
  return new PrivateRegistry(`${name}-registry`, args, { parent });
}

export function publishImages(
  { name, topology, parent }: Scope,
  hosts: Hosts,
  registry: PrivateRegistry | undefined,
): Images {
  if (registry === undefined || topology.registry === undefined) return new Map();
  const from = entry(hosts, topology.registry.host);
  return mapByName(topology.images, (image) => {
    const users = image.hosts.map((host) => entry(hosts, host));
    return new PublishedImage(
      `${name}-image-${image.name}`,
      { stack: topology.stack, image, registry, from, users },
      { parent },
    );
  });
}
