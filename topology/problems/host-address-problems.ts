import type { Problem } from "../../support/problem";
import { contains, intersect, parseAddress, parseInterfaceAddress, type Subnet } from "../ip";
import { placeAddresses } from "../model/placed-addresses";
import { givenSubnets } from "../model/segments";
import type { SegmentConfiguration } from "../schema/fabric-schema";

/** What is wrong with the hosts' own addresses on a VLAN, and with their routers. */
export function findHostAddressProblems(path: string, segment: SegmentConfiguration): Problem[] {
  const { vlan, hostGateway, hostAddresses } = segment;
  const addressed = Object.keys(hostAddresses).length > 0;
  const problems: Problem[] = [];
  if (vlan === undefined && addressed) {
    const message =
      "the segment has no vlan, so its hosts already have hosts.<name>.address there: remove hostAddresses, or add a vlan";
    problems.push({ path: `${path}.hostAddresses`, message });
  }
  if (hostGateway !== undefined && !addressed) {
    const message = "the segment has no hostAddresses: add them, or remove hostGateway";
    problems.push({ path: `${path}.hostGateway`, message });
  }
  return [...problems, ...findSplitHostSubnets(path, segment), ...findSecondRouters(path, segment)];
}

interface HostAddress {
  readonly host: string;
  readonly address: string;
  readonly path: string;
  readonly subnet: Subnet;
}

/** Hosts in two subnets of one family would not reach each other; the conflict engine reports subnets that overlap. */
function findSplitHostSubnets(path: string, segment: SegmentConfiguration): Problem[] {
  const all = hostAddressesOf(path, segment);
  return ([4, 6] as const).flatMap((family) => {
    const [first, ...others] = all.filter(({ subnet }) => subnet.family === family);
    if (first === undefined) return [];
    const own = all.filter(({ host }) => host === first.host);
    const isNear = ({ subnet }: HostAddress): boolean =>
      own.some((entry) => intersect(entry.subnet, subnet) !== undefined);
    const near = new Set(others.filter(isNear).map(({ host }) => host));
    const apart = others.filter(({ host }) => host !== first.host && !near.has(host));
    const once = apart.filter(({ host }, index) => apart.findIndex((other) => other.host === host) === index);
    return once.map(({ address, subnet, path: place }) => {
      const message =
        `${address} lies in ${subnet.text}, but the address of host "${first.host}" lies in ${first.subnet.text} ` +
        `(${first.path}): use one subnet for both`;
      return { path: place, message };
    });
  });
}

function hostAddressesOf(path: string, { hostAddresses }: SegmentConfiguration): HostAddress[] {
  return Object.entries(hostAddresses).flatMap(([host, given]) =>
    placeAddresses(given, `${path}.hostAddresses.${host}`).flatMap(({ address, path: place }) => {
      const subnet = parseInterfaceAddress(address)?.subnet;
      return subnet === undefined ? [] : [{ host, address, path: place, subnet }];
    }),
  );
}

/** A subnet has one router: that of the containers is also that of the hosts in their subnet. */
function findSecondRouters(path: string, segment: SegmentConfiguration): Problem[] {
  const subnets = hostAddressesOf(path, segment).map(({ subnet }) => subnet);
  const known = givenSubnets(path, segment).flatMap(({ gateway, path: place }) =>
    gateway === undefined ? [] : placeAddresses(gateway, `${place}.gateway`),
  );
  return placeAddresses(segment.hostGateway, `${path}.hostGateway`).flatMap((router): Problem[] => {
    const subnet = holding(subnets, router.address);
    const first = known.find(
      ({ address }) => subnet !== undefined && address !== router.address && holding([subnet], address) !== undefined,
    );
    known.push(router);
    if (subnet === undefined || first === undefined) return [];
    const message =
      `${router.address} is a second router of ${subnet.text}, beside ${first.address} (${first.path}): ` +
      `name one of them in both, or remove one`;
    return [{ path: router.path, message }];
  });
}

function holding(subnets: readonly Subnet[], text: string): Subnet | undefined {
  const address = parseAddress(text);
  return address === undefined ? undefined : subnets.find((subnet) => contains(subnet, address));
}
