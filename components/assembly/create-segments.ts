import { HostShim } from "../host-shim";
import { SegmentNetwork } from "../segment-network";
import { VlanSubinterface } from "../vlan-subinterface";
import type { Hosts } from "./create-hosts";
import { entry, mapByName, type Scope } from "./scope";

/** The subinterfaces of all VLAN segments, by `segment/host`. */
export type Subinterfaces = ReadonlyMap<string, VlanSubinterface>;

/** The networks, by segment. */
export type Networks = ReadonlyMap<string, SegmentNetwork>;

export function createSubinterfaces({ name, topology, parent }: Scope, hosts: Hosts): Subinterfaces {
  const made = new Map<string, VlanSubinterface>();
  for (const { name: segment, vlan, mtu, members } of topology.segments) {
    if (vlan === undefined) continue;
    for (const { host, nic, hostAddress: address } of members) {
      const args = { host: entry(hosts, host), nic, vlan, mtu, address };
      made.set(`${segment}/${host}`, new VlanSubinterface(`${name}-${segment}-${host}`, args, { parent }));
    }
  }
  return made;
}

export function createNetworks(
  { name, topology, parent }: Scope,
  hosts: Hosts,
  subinterfaces: Subinterfaces,
): Networks {
  return mapByName(topology.segments, ({ name: segment, members, ...args }) => {
    const carriers = members.map(({ host, carrier, ipRange }) => ({
      host: entry(hosts, host),
      link: subinterfaces.get(`${segment}/${host}`)?.link ?? carrier,
      ipRange: ipRange?.range,
    }));
    return new SegmentNetwork(`${name}-${segment}`, { ...args, carriers }, { parent });
  });
}

/** Creates the hosts' own macvlan links, through which they reach their containers. */
export function createShims({ name, topology, parent }: Scope, hosts: Hosts, subinterfaces: Subinterfaces): void {
  for (const { name: segment, members } of topology.segments) {
    for (const { host, shim, carrier: link } of members) {
      if (shim === undefined) continue;
      const carrier = subinterfaces.get(`${segment}/${host}`)?.link ?? link;
      const targets = topology.containers
        .filter((container) => container.host === host)
        .flatMap(({ attach }) => attach.filter((end) => end.segment === segment).map(({ address }) => address));
      const args = { ...shim, host: entry(hosts, host), carrier, targets };
      new HostShim(`${name}-${segment}-${host}`, args, { parent });
    }
  }
}
