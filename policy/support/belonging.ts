import { contains, parseAddress, parseSubnet } from "../../topology/ip";
import { domainName } from "../../topology/naming";
import type { Attachment, Daemon, NetworkRow, Pool } from "./rows";

/** The network of a name on a host: its own, or else one of other hosts that is a layer-2 network, and so the same. */
export function networkOn(
  name: Attachment["network"],
  host: Daemon,
  networks: readonly NetworkRow[],
): NetworkRow | undefined {
  if (name === undefined) return undefined;
  const named = networks.filter((network) => network.name === name);
  return named.find((network) => network.daemon.id === host.id) ?? named.find((network) => network.layer2);
}

/** By name; where the name is unknown or an id, the network that contains the address, as no two subnets overlap. */
export function networkOf(
  name: Attachment["network"],
  address: string,
  host: Daemon,
  networks: readonly NetworkRow[],
): NetworkRow | undefined {
  if (name !== undefined) return networkOn(name, host, networks);
  const near = networks.filter((network) => network.layer2 || network.daemon.id === host.id);
  return near.find(({ pools }) => pools.some(({ subnet }) => holds(subnet, address)));
}

/** The pools of a network that an attachment draws an address from. */
export function drawnFrom({ open }: Attachment, { pools }: NetworkRow): readonly Pool[] {
  return pools.filter(({ subnet }) => {
    const family = parseSubnet(subnet ?? "")?.family;
    return family !== undefined && open.includes(family);
  });
}

/** The subnet that an address has to lie in: that which contains it, or the first of its family, or any. */
export function poolOf(pools: readonly Pool[], address: string): string {
  const family = parseAddress(address)?.family;
  const subnets = pools.flatMap(({ subnet }) => subnet ?? []);
  const match = subnets.find((subnet) => holds(subnet, address));
  const related = match ?? subnets.find((subnet) => parseSubnet(subnet)?.family === family) ?? subnets[0];
  // Of an unknown subnet only the address itself is certain.
  return related ?? `${address}/${family === 6 ? "128" : "32"}`;
}

function holds(subnetText: string | undefined, addressText: string): boolean {
  const subnet = parseSubnet(subnetText ?? "");
  const address = parseAddress(addressText);
  return subnet !== undefined && address !== undefined && contains(subnet, address);
}

/** The layer-2 domain, as the plan of a Fabric names it, so that both meet in one table. */
export function domainOf({
  layer2,
  carrier: parent,
  vlan,
  name,
  daemon: host,
  switch: switchName,
}: NetworkRow): string {
  if (!layer2) return `network ${name} on ${host.name}`;
  return parent === undefined ? `network ${name}` : domainName(vlan, switchName);
}
