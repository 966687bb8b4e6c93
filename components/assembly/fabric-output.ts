import * as pulumi from "@pulumi/pulumi";
import type { FabricOutput } from "../../harness/contract";
import type { Topology } from "../../topology/model/topology";
import { expectedReachability } from "../../topology/reachability/expected-reachability";
import { whenKeyed, type KnownSshConnection } from "../ssh-connection";
import type { Containers } from "./create-containers";
import type { Hosts } from "./create-hosts";
import type { Images } from "./create-images";
import { entry } from "./scope";

/** The stack output that test harnesses read; it resolves when everything in it exists. */
export function fabricOutput(
  topology: Topology,
  hosts: Hosts,
  images: Images,
  containers: Containers,
): pulumi.Output<FabricOutput> {
  const references = [...images].map(([name, image]) =>
    image.reference.apply((reference) => [name, reference] as const),
  );
  const logins = [...hosts].map(([name, { ssh }]) =>
    whenKeyed(ssh).apply((login) => [name, publicSsh(login)] as const),
  );
  const running = [...containers.values()].map(({ container }) => container.id);
  const all = pulumi.all([pulumi.all(references), pulumi.all(logins), pulumi.all(running)]);
  return all.apply(([known, keyed]): FabricOutput => {
    const byImage = new Map(known);
    const byHost = new Map(keyed);
    return {
      schemaVersion: 1,
      stack: topology.stack,
      hosts: Object.fromEntries(
        topology.hosts.map(({ name, address, nic }) => [name, { address, nic, ssh: entry(byHost, name) }]),
      ),
      segments: Object.fromEntries(topology.segments.map((segment) => [segment.name, describeSegment(segment)])),
      ...(topology.registry === undefined
        ? {}
        : { registry: { endpoint: topology.registry.endpoint, host: topology.registry.host } }),
      images: Object.fromEntries(
        topology.images.map(({ name, tag }) => [name, { reference: entry(byImage, name), tag }]),
      ),
      containers: Object.fromEntries(
        topology.containers.map(({ name, host, image, attach }) => [
          name,
          {
            host,
            image: entry(byImage, image),
            attach: Object.fromEntries(attach.map(({ segment, address, mac }) => [segment, { address, mac }])),
          },
        ]),
      ),
      reachability: expectedReachability(topology),
    };
  });
}

function describeSegment({ network, subnet, gateway, vlan, mtu, members }: Topology["segments"][number]) {
  return {
    network,
    subnet,
    gateway,
    ...(vlan === undefined ? {} : { vlan }),
    ...(mtu === undefined ? {} : { mtu }),
    hosts: Object.fromEntries(
      members.map(({ host, carrier: parent, hostAddress, ipRange, shim }) => [
        host,
        {
          parent,
          ...(hostAddress === undefined ? {} : { hostAddress }),
          ...(ipRange === undefined ? {} : { ipRange: ipRange.range }),
          ...(shim === undefined ? {} : { shim }),
        },
      ]),
    ),
  };
}

/** Everything but the private key. */
function publicSsh({ privateKey: _secret, ...rest }: KnownSshConnection): Omit<KnownSshConnection, "privateKey"> {
  return rest;
}
