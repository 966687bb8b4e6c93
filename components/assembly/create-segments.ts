import type * as pulumi from "@pulumi/pulumi";
import type { SegmentSubnet, Topology } from "../../topology/model/topology";
import { networkResource } from "../../topology/naming";
import { HostShim } from "../host-shim";
import type { NetworkSubnet } from "../network-pools";
import { FORMER_TYPE, SegmentNetwork } from "../segment-network";
import { VlanSubinterface } from "../vlan-subinterface";
import type { Hosts } from "./create-hosts";
import { onceAnswered } from "./answered";
import { entry, mapByName, type Scope } from "./scope";

/** The subinterfaces of all VLAN segments, by `segment/host`. */
export type Subinterfaces = ReadonlyMap<string, VlanSubinterface>;

/** The networks, by segment. */
export type Networks = ReadonlyMap<string, SegmentNetwork>;

export function createSubinterfaces({ name, topology, parent }: Scope, hosts: Hosts): Subinterfaces {
  const made = new Map<string, VlanSubinterface>();
  for (const { name: segment, vlan, mtu, members } of topology.segments) {
    if (vlan === undefined) continue;
    for (const { host, nic, carrier, hostAddresses } of members) {
      const address = hostAddresses.map((placed) => placed.address);
      const args = { host: entry(hosts, host), nic, vlan, link: carrier, mtu, address };
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
  const dependsOn = onceAnswered([...subinterfaces.values()].map(({ command }) => command));
  return mapByName(topology.segments, ({ name: segment, members, subnets, ...settings }) => {
    const [only] = subnets.length === 1 ? subnets : [];
    const carriers = members.map(({ host, carrier }) => ({
      host: entry(hosts, host),
      link: subinterfaces.get(`${segment}/${host}`)?.link ?? carrier,
      ipRange: only?.ipRanges.get(host)?.range,
    }));
    const pools = only ?? { subnets: subnets.map(networkSubnet) };
    const args = { ...settings, ...pools, carriers };
    const own = networkResource({ name: segment, network: settings.network }, topology.segments);
    return new SegmentNetwork(`${name}-${own}`, args, {
      parent,
      dependsOn,
      aliases: formerNames(name, segment, topology),
    });
  });
}

/**
 * In stacks created before version 0.2, networks have the names of their segments; renaming a segment replaced them. Not given
 * where another segment's network has that name.
 */
function formerNames(name: string, segment: string, { segments }: Topology): pulumi.Alias[] {
  if (segments.some(({ network }) => network === segment)) return [];
  const former = { name: `${name}-${segment}` };
  return [former, { ...former, ...FORMER_TYPE }];
}

function networkSubnet({ subnet, gateway, ipRanges }: SegmentSubnet): NetworkSubnet {
  const ranges = [...ipRanges].map(([host, { range }]) => [host, range] as const);
  return { subnet, gateway, ...(ranges.length === 0 ? {} : { ipRanges: Object.fromEntries(ranges) }) };
}

/** Creates the hosts' own links beside their containers, through which they reach them. */
export function createShims({ name, topology, parent }: Scope, hosts: Hosts, subinterfaces: Subinterfaces): void {
  for (const { name: segment, driver, members } of topology.segments) {
    for (const { host, shim, carrier: link } of members) {
      if (shim === undefined) continue;
      const carrier = subinterfaces.get(`${segment}/${host}`)?.link ?? link;
      const ends = topology.containers
        .filter((container) => container.host === host)
        .flatMap(({ attach }) => attach.filter((end) => end.segment === segment));
      const args = {
        ...{ host: entry(hosts, host), link: shim.link, carrier, driver, mac: shim.mac },
        address: shim.addresses.map(({ address }) => address),
        targets: ends.flatMap(({ addresses }) => addresses.map(({ address }) => address)),
      };
      new HostShim(`${name}-${segment}-${host}`, args, { parent });
    }
  }
}
