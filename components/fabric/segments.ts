import { HostShim } from "../host-shim";
import { MacvlanNetwork } from "../macvlan-network";
import { VlanSubinterface } from "../vlan-subinterface";
import { byName, entry, type Site } from "./site";
import type { Hosts } from "./hosts";

/** The subinterfaces of all VLAN segments, by `segment/host`. */
export type Subinterfaces = ReadonlyMap<string, VlanSubinterface>;
/** The networks, by segment. */
export type Networks = ReadonlyMap<string, MacvlanNetwork>;

export function createSubinterfaces({ name, topology, parent }: Site, hosts: Hosts): Subinterfaces {
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

export function createNetworks({ name, topology, parent }: Site, hosts: Hosts, subinterfaces: Subinterfaces): Networks {
  return byName(topology.segments, (segment) => {
    const sites = segment.members.map((member) => ({
      host: entry(hosts, member.host),
      parent: subinterfaces.get(`${segment.name}/${member.host}`)?.link ?? member.parent,
    }));
    return new MacvlanNetwork(`${name}-${segment.name}`, { stack: topology.stack, segment, sites }, { parent });
  });
}

/** The hosts' own links beside their containers. */
export function createShims({ name, topology, parent }: Site, hosts: Hosts, subinterfaces: Subinterfaces): void {
  for (const segment of topology.segments) {
    for (const { host, shim, parent: nic } of segment.members) {
      if (shim === undefined) continue;
      const link = subinterfaces.get(`${segment.name}/${host}`)?.link ?? nic;
      const targets = topology.containers
        .filter((container) => container.host === host)
        .flatMap(({ attach }) => attach.filter((end) => end.segment === segment.name).map(({ address }) => address));
      const args = { stack: topology.stack, host: entry(hosts, host), shim, parent: link, targets };
      new HostShim(`${name}-${segment.name}-${host}`, args, { parent });
    }
  }
}
