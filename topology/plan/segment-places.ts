import { contains, covers, parseAddress, parseInterfaceAddress, parseRange, parseSubnet, type Subnet } from "../ip";
import type { PlacedAddress, Segment } from "../model/topology";
import { domainName } from "../naming";

/** The layer-2 domain of a segment, and the switch that it belongs to. */
export function placeOf(segment: Segment): { domain: string; switch?: string } {
  const domain = domainName(segment.vlan, segment.switch);
  return segment.switch === undefined ? { domain } : { domain, switch: segment.switch };
}

/** The place of an address of a container or shim: the subnet that contains it, or else the one that it was meant for. */
export function inSubnet(segment: Segment, address: string): { subnet: string; domain: string; switch?: string } {
  return { subnet: subnetOf(subnetsOf(segment), address)?.text ?? "", ...placeOf(segment) };
}

/** Of several subnets, the one that contains an address; without one, the first of its family, or the first of all. */
export function subnetOf(subnets: readonly Subnet[], text: string): Subnet | undefined {
  const address = parseAddress(text);
  if (address === undefined) return subnets[0];
  return (
    subnets.find((subnet) => contains(subnet, address)) ??
    subnets.find(({ family }) => family === address.family) ??
    subnets[0]
  );
}

/** The subnet in which the scope of a DHCP server lies: one of the containers', or one of the hosts' own. */
export function subnetFor(segment: Segment, text: string): string {
  const range = parseRange(text);
  const subnets = subnetsOf(segment);
  const found =
    range === undefined
      ? undefined
      : (subnets.find((subnet) => covers(subnet, range)) ?? subnets.find(({ family }) => family === range.family));
  return reservedSubnet(segment, text) ?? (found ?? subnets[0])?.text ?? "";
}

/** The hosts' own subnet that covers a reserved entry, if one does. */
export function reservedSubnet(segment: Segment, text: string): string | undefined {
  const range = parseRange(text);
  return range === undefined ? undefined : hostSubnetsOf(segment).find((subnet) => covers(subnet, range))?.text;
}

/** The subnets of the hosts' own addresses. */
export function hostSubnetsOf({ members }: Segment): Subnet[] {
  return members.flatMap(({ hostAddresses }) =>
    hostAddresses.flatMap((placed) => parseHostAddress(placed)?.subnet ?? []),
  );
}

export function parseHostAddress({ address }: PlacedAddress): ReturnType<typeof parseInterfaceAddress> {
  return parseInterfaceAddress(address);
}

function subnetsOf({ subnets }: Segment): Subnet[] {
  return subnets.flatMap(({ subnet }) => parseSubnet(subnet) ?? []);
}
