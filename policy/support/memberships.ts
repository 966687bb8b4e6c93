import { contains, parseAddress, parseSubnet } from "../../topology/ip";
import { domainName } from "../../topology/naming";
import type { Attachment, Daemon, NetworkRow, Pool } from "./rows";

/** The network of a name on a host: the host's own, or else a layer-2 network of another host, which is the same network. */
export function findNetworkByName(
  name: Attachment["network"],
  daemon: Daemon,
  networks: readonly NetworkRow[],
): NetworkRow | undefined {
  if (name === undefined) return undefined;
  const named = networks.filter((network) => network.name === name);
  return named.find((network) => network.daemon.id === daemon.id) ?? named.find((network) => network.layer2);
}

/** By name; where the name is unknown or an ID, the network that contains the address, as no two subnets overlap. */
export function findNetwork(
  name: Attachment["network"],
  address: string,
  daemon: Daemon,
  networks: readonly NetworkRow[],
): NetworkRow | undefined {
  if (name !== undefined) return findNetworkByName(name, daemon, networks);
  const reachable = networks.filter((network) => network.layer2 || network.daemon.id === daemon.id);
  return reachable.find(({ pools }) => pools.some(({ subnet }) => holds(subnet, address)));
}

/** The pools of a network from which Docker assigns an address to an attachment. */
export function automaticPoolsOf({ open }: Attachment, { pools }: NetworkRow): readonly Pool[] {
  return pools.filter(({ subnet }) => {
    const family = parseSubnet(subnet ?? "")?.family;
    return family !== undefined && open.includes(family);
  });
}

/** The subnet in which an address must lie: the one that contains it, else the first of its family, else any. */
export function findSubnet(pools: readonly Pool[], address: string): string {
  const family = parseAddress(address)?.family;
  const subnets = pools.flatMap(({ subnet }) => subnet ?? []);
  const match = subnets.find((subnet) => holds(subnet, address));
  const related = match ?? subnets.find((subnet) => parseSubnet(subnet)?.family === family) ?? subnets[0];
  // With an unknown subnet, only the address itself is certain.
  return related ?? `${address}/${family === 6 ? "128" : "32"}`;
}

function holds(subnetText: string | undefined, addressText: string): boolean {
  const subnet = parseSubnet(subnetText ?? "");
  const address = parseAddress(addressText);
  return subnet !== undefined && address !== undefined && contains(subnet, address);
}

/** The layer-2 domain, named as in the plan of a Fabric, so that both meet in one table. */
export function domainOf({ layer2, carrier, vlan, name, daemon, switch: switchName }: NetworkRow): string {
  if (!layer2) return `network ${name} on ${daemon.name}`;
  return carrier === undefined ? `network ${name}` : domainName(vlan, switchName);
}

/** The daemon by its URL and by the name that plans give its host. */
export function hostsOf({ daemon }: NetworkRow): string[] {
  return daemon.id === daemon.name ? [daemon.id] : [daemon.id, daemon.name];
}
