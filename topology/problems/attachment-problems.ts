import type { Problem } from "../../support/problem";
import { DRIVERS } from "../drivers";
import { familyOf } from "../ip";
import { toAttachment } from "../model/attachments";
import { nicOn, segmentHosts } from "../model/members";
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
  const { addresses, mac } = toAttachment(name, given, path);
  return [
    ...findUncarried(path, name, segment, container, hosts),
    ...findSecondAddresses(addresses),
    ...findMissingFamily(path, name, segment, addresses),
    ...(mac === undefined ? [] : findMacProblems(`${path}.mac`, name, segment, mac)),
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
function findSecondAddresses(addresses: readonly PlacedAddress[]): Problem[] {
  return addresses.flatMap((entry): Problem[] => {
    const family = familyOf(entry.address);
    const first = addresses.find(({ address }) => familyOf(address) === family);
    if (first === undefined || first === entry) return [];
    const message =
      `${entry.address} is a second IPv${family} address, beside ${first.address}, and Docker gives ` +
      `a container one of each family on a network: remove one, or attach a second container`;
    return [{ path: entry.path, message }];
  });
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
