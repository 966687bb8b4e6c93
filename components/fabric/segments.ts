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
  for (const { name: segment, vlan, members } of topology.segments) {
    if (vlan === undefined) continue;
    for (const member of members) {
      const args = {
        stack: topology.stack,
        host: entry(hosts, member.host),
        nic: member.nic,
        vlan,
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
