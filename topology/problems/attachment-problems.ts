import type { Problem } from "../../support/problem";
import { DRIVERS } from "../drivers";
import { familyOf } from "../ip";
import { nicOn, segmentHosts } from "../model/members";
import { placeAddresses } from "../model/placed-addresses";
import { givenSubnets } from "../model/segments";
import type { PlacedAddress } from "../model/topology";
import type { ContainerConfiguration, FabricConfiguration, SegmentConfiguration } from "../schema/fabric-schema";
import { findUnknownName } from "./unknown-name";

/** What is wrong with a container on a segment, apart from where its addresses lie. */
export function findAttachmentProblems(
  containerPath: string,
  name: string,
  container: ContainerConfiguration,
  { segments, hosts }: FabricConfiguration,
): Problem[] {
  const path = `${containerPath}.attach.${name}`;
  const segment = segments[name];
  const given = container.attach[name];
  if (segment === undefined || given === undefined) return findUnknownName(path, "segment", name, segments);
  const isMap = !(typeof given === "string" || Array.isArray(given));
  const addresses = isMap ? placeAddresses(given.address, `${path}.address`) : placeAddresses(given, path);
  return [
    ...findUncarried(path, name, segment, container, hosts),
    ...findFamilyProblems(path, name, segment, addresses),
    ...(isMap && given.mac !== undefined ? findMacProblems(`${path}.mac`, name, segment, given.mac) : []),
  ];
}

function findUncarried(
  path: string,
  name: string,
  segment: SegmentConfiguration,
  { host }: ContainerConfiguration,
  hosts: FabricConfiguration["hosts"],
): Problem[] {
  if (!Object.hasOwn(hosts, host) || segmentHosts(segment, hosts).includes(host)) return [];
  const wired = nicOn(hosts[host], segment.switch) !== undefined;
  const remedy = wired ? `add it to segments.${name}.hosts` : `add hosts.${host}.nics.${String(segment.switch)}`;
  return [{ path, message: `host "${host}" does not carry segment "${name}": ${remedy}, or move the container` }];
}

/** Docker gives a container exactly one address of each family that a network has. */
function findFamilyProblems(
  path: string,
  name: string,
  segment: SegmentConfiguration,
  addresses: readonly PlacedAddress[],
): Problem[] {
  const families = addresses.map(({ address }) => familyOf(address));
  const second = addresses.flatMap((entry, index): Problem[] => {
    const first = families.indexOf(families[index] ?? 4);
    if (first === index) return [];
    const message =
      `${entry.address} is a second IPv${String(families[index])} address, beside ${addresses[first]?.address ?? ""}, and Docker gives ` +
      `a container one of each family on a network: remove one, or attach a second container`;
    return [{ path: entry.path, message }];
  });
  return [...second, ...findMissingFamily(path, name, segment, addresses)];
}

/** Addresses of a family that the segment does not have are reported by the conflict engine. */
function findMissingFamily(
  path: string,
  name: string,
  segment: SegmentConfiguration,
  addresses: readonly PlacedAddress[],
): Problem[] {
  const families = addresses.map(({ address }) => familyOf(address));
  const subnets = givenSubnets("", segment).map(({ subnet }) => ({ subnet, family: familyOf(subnet) }));
  const missing = subnets.find(({ family }) => !families.includes(family));
  const isOnOther = subnets.some(({ family }) => families.includes(family));
  const isInOneForm = segment.subnet === undefined || segment.subnets === undefined;
  if (missing === undefined || !isOnOther || !isInOneForm) return [];
  const given = addresses.map(({ address }) => address).join(", ");
  const message =
    `has no IPv${missing.family} address, and Docker would choose one, because segment "${name}" has IPv${missing.family} too: ` +
    `write [${given}, …] with an address of ${missing.subnet}`;
  return [{ path, message }];
}

function findMacProblems(path: string, name: string, { driver }: SegmentConfiguration, mac: string): Problem[] {
  if (DRIVERS[driver].ownMacs) return [];
  const message =
    `${mac} cannot be given on segment "${name}": with driver ${driver} all containers of a host have the MAC of its NIC: ` +
    `remove mac, or use driver macvlan`;
  return [{ path, message }];
}
