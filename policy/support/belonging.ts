import { contains, parseAddress, parseSubnet } from "../../topology/ip";
import { domainName } from "../../topology/naming";
import type { Attachment, NetworkRow, Pool } from "./rows";

/** By name; where the name is unknown or an id, the network that contains the address, as no two subnets overlap. */
export function networkOf(
  name: Attachment["network"],
  address: string,
  networks: readonly NetworkRow[],
): NetworkRow | undefined {
  if (name !== undefined) return networks.find((network) => network.name === name);
  return networks.find(({ pools }) => pools.some(({ subnet }) => holds(subnet, address)));
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
export function domainOf({ layer2, parent, name, host, switch: switchName }: NetworkRow): string {
  if (!layer2) return `network ${name} on ${host.name}`;
  if (parent === undefined) return `network ${name}`;
  const vlan = /\.(\d+)$/.exec(parent)?.[1];
  return domainName(vlan === undefined ? undefined : Number(vlan), switchName);
}
