import { PrivateRegistry } from "../private-registry";
import { PublishedImage } from "../published-image";
import { readCertificate } from "../registry/given-certificate";
import { secretOf } from "../secrets";
import type { Hosts } from "./create-hosts";
import { entry, mapByName, type Scope } from "./scope";

/** The published images, by name. */
export type Images = ReadonlyMap<string, PublishedImage>;

export function createRegistry({ name, topology, secrets, parent }: Scope, hosts: Hosts): PrivateRegistry | undefined {
  const { registry } = topology;
  if (registry === undefined) return undefined;
  const { host, port, image, name: dnsName, aliases, rotation, insecure, certificate, access, mirror } = registry;
  const args = {
    ...{ host: entry(hosts, host), port, image, aliases, insecure, clients: [...hosts.values()] },
    ...(dnsName === undefined ? {} : { dnsName }),
    ...(rotation === undefined ? {} : { rotation }),
    ...(certificate === undefined ? {} : { certificate: readCertificate(certificate, secrets) }),
    ...(mirror === undefined ? {} : { mirror }),
    ...(access === undefined ? {} : { access: { ...access, password: secretOf(secrets, access.password) } }),
  };
  return new PrivateRegistry(`${name}-registry`, args, { parent });
}

export function publishImages(
  { name, configuration, topology, parent }: Scope,
  hosts: Hosts,
  registry: PrivateRegistry | undefined,
): Images {
  if (registry === undefined) return new Map();
  return mapByName(topology.images, ({ name: image, tag, hosts: users }) => {
    const { tag: _, ...origin } = configuration.images[image] ?? {};
    const args = { image, tag, ...origin, registry, users: users.map((host) => entry(hosts, host)) };
    return new PublishedImage(`${name}-image-${image}`, args, { parent });
  });
}
