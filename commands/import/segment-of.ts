import { canonicalSubnet, familyOf, hasHostBits, parseAddress, parseSubnet } from "../../topology/ip";
import { switchOf, type Group } from "./network-groups";
import type { LayerTwo, ShapeSubnet } from "./network-shape";
import { addressesOn } from "./service-networks";
import { firstAddress, freeSubnet, subnetAround } from "./spaces";
import { Todo } from "./todo";

/** What is written of a segment, and what its containers need to know. */
export interface Made {
  readonly value: object;
  readonly subnets: readonly string[];
  readonly taken: readonly string[];
}

/** Modes that are the default. */
const DEFAULT_MODES = ["bridge", "l2"];
/** For measurements of network devices (RFC 2544): nobody has them. */
const SOME_NET = "198.18";
const SOME_IPV6_SUBNET = "2001:db8::/64";

/** The segment that files declare. @param taken subnets that others have @param note receives what is decided here, with the declaration that it is about */
export function segmentOf(
  group: Group,
  shape: LayerTwo,
  nics: ReadonlyMap<string, string>,
  taken: readonly string[],
  note: (text: string) => void,
): Made {
  const { driver, mode, vlan, isInternal } = shape;
  const place = switchOf(group[0].file.host.name, shape, nics);
  const subnets = shape.subnets.map((subnet) => subnetOf(subnet, group, isInternal, taken, note));
  const value = {
    network: group[0].name,
    ...(driver === "macvlan" ? {} : { driver }),
    ...(mode === undefined || DEFAULT_MODES.includes(mode) ? {} : { mode }),
    ...(vlan === undefined ? {} : { vlan }),
    ...(place === undefined ? {} : { switch: place }),
    ...(subnets.length === 1 ? subnets[0] : { subnets }),
    ...(isInternal ? { internal: true } : {}),
  };
  const inUse = subnets.flatMap(({ gateway, reserved = {}, ipRanges = {} }) => [
    ...(typeof gateway === "string" ? [gateway] : []),
    ...[...Object.values(reserved), ...Object.values(ipRanges)],
  ]);
  return {
    value,
    subnets: subnets.map(({ subnet }) => String(subnet instanceof Todo ? subnet.standIn : subnet)),
    taken: inUse,
  };
}

interface WrittenSubnet {
  readonly subnet: string | Todo;
  readonly gateway?: string | Todo;
  readonly reserved?: Readonly<Record<string, string>>;
  readonly ipRanges?: Readonly<Record<string, string>>;
}

function subnetOf(
  given: ShapeSubnet,
  group: Group,
  isInternal: boolean,
  taken: readonly string[],
  note: (text: string) => void,
): WrittenSubnet {
  // Docker takes subnets with host bits, and forgets them.
  const known = parseSubnet(given.subnet) === undefined ? undefined : masked(given.subnet);
  if (known === undefined) {
    const around =
      subnetAround(group.flatMap(({ file, key }) => addressesOn(file, key))) ?? freeSubnet(taken, SOME_NET);
    const subnet = new Todo("SUBNET", `"${given.subnet}" in the file is no subnet`, around);
    return {
      subnet,
      ...(isInternal ? {} : { gateway: new Todo("GATEWAY", "of that subnet", firstAddress(around) ?? "") }),
    };
  }
  const same = group.flatMap(({ file, shape }) =>
    shape.kind === "layer 2"
      ? shape.subnets.filter((each) => masked(each.subnet) === known).map((each) => ({ ...each, host: file.host }))
      : [],
  );
  const ranges = same.flatMap(({ range, host }) => (range === undefined ? [] : [[host.name, masked(range)] as const]));
  // What a host has itself needs no other owner, and the whole subnet is what Docker takes anyway.
  const own = group.flatMap(({ file }) => file.host.address ?? []);
  const reserved = same
    .flatMap((each) => Object.entries(each.reserved))
    .filter(([, address]) => !own.includes(address));
  const ipRanges = ranges.filter(([, range]) => range !== known);
  return {
    subnet: known,
    ...(isInternal ? {} : { gateway: gatewayOf(given.gateway, known, note) }),
    ...(reserved.length === 0 ? {} : { reserved: Object.fromEntries(reserved) }),
    ...(ipRanges.length === 0 ? {} : { ipRanges: Object.fromEntries(ipRanges) }),
  };
}

function gatewayOf(given: string | undefined, subnet: string, note: (text: string) => void): string | Todo {
  const first = firstAddress(subnet) ?? "";
  if (given === undefined) {
    note(
      `has no gateway for ${subnet}: ${first}, as Docker before 28 takes; correct it if the router has another address`,
    );
    return first;
  }
  return parseAddress(given) === undefined ? new Todo("GATEWAY", `"${given}" in the file is no address`, first) : given;
}

function masked(text: string): string {
  return parseSubnet(text) === undefined && !hasHostBits(text) ? text : canonicalSubnet(text);
}

/** A network that exists already: nothing but its name is known, and the addresses of services. @param vlan a free VLAN ID @param taken subnets that others have */
export function unknownSegment(group: Group, vlan: number, taken: readonly string[]): Made {
  const [{ name }] = group;
  const ask = `docker network inspect ${name}, which can be imported too`;
  const addresses = group.flatMap(({ file, key }) => addressesOn(file, key));
  const families = [...new Set(addresses.length === 0 ? [4 as const] : addresses.map(familyOf))].sort();
  const around = families.map((family) => {
    const own = addresses.filter((address) => familyOf(address) === family);
    return subnetAround(own) ?? (family === 4 ? freeSubnet(taken, SOME_NET) : SOME_IPV6_SUBNET);
  });
  const subnets = around.map((subnet) => ({
    subnet: new Todo("SUBNET", ask, subnet),
    gateway: new Todo("GATEWAY", ask, firstAddress(subnet) ?? ""),
  }));
  const id = new Todo("VLAN", `the ID after the dot of its parent; remove the line if it has none: ${ask}`, vlan);
  return {
    value: { network: name, vlan: id, ...(subnets.length === 1 ? subnets[0] : { subnets }) },
    ...{ subnets: around, taken: [] },
  };
}
