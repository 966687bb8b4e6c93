import { HostShim } from "../host-shim";
import { SegmentNetwork } from "../segment-network";
import { VlanSubinterface } from "../vlan-subinterface";
import { mapByName, entry, type Scope } from "./scope";
import type { Hosts } from "./create-hosts";

/** The subinterfaces of all VLAN segments, by `segment/host`. */
export type Subinterfaces = ReadonlyMap<string, VlanSubinterface>;
/** The networks, by segment. */
export type Networks = ReadonlyMap<string, SegmentNetwork>;

export function createSubinterfaces({ name, topology, parent }: Scope, hosts: Hosts): Subinterfaces {
  const made = new Map<string, VlanSubinterface>();
  for (const { name: segment, vlan, mtu, members } of topology.segments) {
    if (vlan === undefined) continue;
    for (const member of members) {
      const args = {
        stack: topology.stack,
        host: entry(hosts, member.host),
        nic: member.nic,
        vlan,
        mtu,
        member,
      };
      made.set(
        `${segment}/${member.host}`,
        new VlanSubinterface(`${name}-${segment}-${member.host}`, args, { parent }),
      );
    }
  }
  return made;
}

export function createNetworks(
  { name, topology, parent }: Scope,
  hosts: Hosts,
  subinterfaces: Subinterfaces,
): Networks {
  return mapByName(topology.segments, (segment) => {
    const carriers = segment.members.map((member) => ({
      host: entry(hosts, member.host),
      link: subinterfaces.get(`${segment.name}/${member.host}`)?.link ?? member.carrier,
    }));
    return new SegmentNetwork(`${name}-${segment.name}`, { stack: topology.stack, segment, carriers }, { parent });
  });
}

/** The hosts' own links beside their containers. */
export function createShims({ name, topology, parent }: Scope, hosts: Hosts, subinterfaces: Subinterfaces): void {
  for (const segment of topology.segments) {
    for (const { host, shim, carrier: nic } of segment.members) {
      if (shim === undefined) continue;
      const link = subinterfaces.get(`${segment.name}/${host}`)?.link ?? nic;
      const targets = topology.containers
        .filter((container) => container.host === host)
        .flatMap(({ attach }) => attach.filter((end) => end.segment === segment.name).map(({ address }) => address));
      const args = { stack: topology.stack, host: entry(hosts, host), shim, carrier: link, targets };
      new HostShim(`${name}-${segment.name}-${host}`, args, { parent });
    }
  }
}
