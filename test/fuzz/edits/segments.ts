import { familyOf } from "../../../topology/ip";
import { rename, swap } from "../../support/maps";
import { drawAddresses, drawSubnet, entry, freshName, membersOf, names, prefixOf } from "../lab";
import type { Lab, Segment, Subnet } from "../lab";
import { Misfit, type Random } from "../random";
import type { Edits } from "./edit";

export const segmentEdits: Edits = {
  "a segment more": addSegment,
  "a segment less": (lab, random) => {
    Reflect.deleteProperty(lab.segments, random.pick(names(lab.segments)));
  },
  "a segment renamed": (lab, random) => {
    const [from, to] = [random.pick(names(lab.segments)), freshName("s", lab.segments, random)];
    rename(lab.segments, from, to);
    for (const container of Object.values(lab.containers)) {
      rename(container.attach, from, to);
      if (container.defaultGateway === from) container.defaultGateway = to;
    }
  },
  "another network name": (lab, random) => {
    pick(lab, random).network = `net_${random.integer(1, 99)}`;
  },
  "swapped network names": (lab, random) => {
    const [one, other] = random.pickTwo(Object.values(lab.segments));
    swap(one, other, "network");
  },
  "another VLAN": (lab, random) => {
    pick(lab, random).vlan = random.integer(10, 49);
  },
  "other names of subinterfaces": (lab, random) => {
    const segment = pick(lab, random);
    const hosts = membersOf(lab, segment).filter(() => random.chance(0.5));
    segment.links = Object.fromEntries(hosts.map((host) => [host, `lab${random.integer(10, 99)}`]));
  },
  "swapped VLANs": (lab, random) => {
    const [one, other] = random.pickTwo(Object.values(lab.segments));
    swap(one, other, "vlan");
  },
  "a segment untagged": (lab, random) => {
    delete pick(lab, random).vlan;
  },
  "another subnet": (lab, random) => {
    const subnet = random.pick(pick(lab, random).subnets);
    renumber(lab, new Map([[subnet.subnet, drawSubnet(familyOf(subnet.subnet), random)]]));
  },
  "swapped subnets": (lab, random) => {
    const subnets = Object.values(lab.segments).map((segment) => random.pick(segment.subnets).subnet);
    const [one, other] = random.pickTwo(subnets);
    if (familyOf(one) !== familyOf(other)) throw new Misfit("they are of different families");
    renumber(lab, new Map([[one, other], [other, one]]));
  },
  "another gateway": (lab, random) => {
    const subnet = random.pick(pick(lab, random).subnets.filter(({ gateway }) => gateway !== undefined));
    subnet.gateway = `${prefixOf(subnet.subnet)}${random.integer(1, 9)}`;
  },
  "a segment internal, or no longer": (lab, random) => {
    const segment = pick(lab, random);
    if (segment.internal) delete segment.internal;
    else segment.internal = true;
  },
  "another driver": (lab, random) => {
    const segment = pick(lab, random);
    segment.driver = segment.driver === "macvlan" ? "ipvlan" : "macvlan";
  },
  "another mode": (lab, random) => {
    const segment = random.pick(Object.values(lab.segments).filter(({ driver }) => driver === "macvlan"));
    segment.mode = random.pick(["bridge", "private", "vepa"] as const);
  },
  "another MTU": (lab, random) => {
    pick(lab, random).mtu = random.pick([1280, 1400, 1450, 1500]);
  },
  "a subnet more": (lab, random) => {
    const segment = pick(lab, random);
    if (segment.subnets.length > 2) throw new Misfit("it has enough subnets");
    segment.subnets.push({ subnet: drawSubnet(random.pick([4, 6, 6]), random) });
  },
  "a subnet less": (lab, random) => {
    const { subnets } = pick(lab, random);
    if (subnets.length > 1) subnets.splice(random.integer(0, subnets.length - 1), 1);
  },
  "subnets in another order": (lab, random) => {
    random.pick(Object.values(lab.segments).filter(({ subnets }) => subnets.length > 1)).subnets.reverse();
  },
  "other hosts of a segment": (lab, random) => {
    drawHosts(lab, pick(lab, random), random);
  },
  "another pool": (lab, random) => {
    drawPool(random.pick(pick(lab, random).subnets), random);
  },
  "a shim more, less or elsewhere": (lab, random) => {
    drawShim(lab, pick(lab, random), random);
  },
  "other addresses of hosts": (lab, random) => {
    drawHostAddresses(lab, pick(lab, random), random);
  },
  "router advertisements accepted, or no longer": (lab, random) => {
    const segment = pick(lab, random);
    if (segment.slaac) delete segment.slaac;
    else segment.slaac = true;
  },
}; // prettier-ignore

export function addSegment(lab: Lab, random: Random): void {
  const families = random.pick([[4], [4], [4], [4, 6], [4, 6], [6], [4, 4]] as const);
  const driver = random.pick(["macvlan", "macvlan", "ipvlan"] as const);
  const segment: Segment = {
    network: `net_${random.integer(1, 99)}`,
    driver,
    ...(driver === "macvlan" ? { mode: random.pick(["bridge", "bridge", "bridge", "private", "vepa"] as const) } : {}),
    ...(random.chance(0.85) ? { vlan: random.integer(10, 49) } : {}),
    ...(random.chance(0.1) ? { internal: true } : {}),
    ...(random.chance(0.2) ? { slaac: true } : {}),
    ...(random.chance(0.2) ? { mtu: random.pick([1280, 1400, 1500]) } : {}),
    subnets: families.map((family) => ({ subnet: drawSubnet(family, random) })),
  };
  if (random.chance(0.25)) drawHosts(lab, segment, random);
  if (random.chance(0.2)) drawPool(random.pick(segment.subnets), random);
  if (random.chance(0.25)) drawShim(lab, segment, random);
  if (random.chance(0.25)) drawHostAddresses(lab, segment, random);
  lab.segments[freshName("s", lab.segments, random)] = segment;
}

function pick(lab: Lab, random: Random): Segment {
  return random.pick(Object.values(lab.segments));
}

function drawHosts(lab: Lab, segment: Segment, random: Random): void {
  const hosts = names(lab.hosts).filter(() => random.chance(0.6));
  if (hosts.length === 0 || hosts.length === names(lab.hosts).length) delete segment.hosts;
  else segment.hosts = hosts;
}

function drawPool(subnet: Subnet, random: Random): void {
  const size = random.pick([0, 8, 16, 32]);
  if (size === 0) delete subnet.pool;
  else subnet.pool = { size };
}

function drawShim(lab: Lab, segment: Segment, random: Random): void {
  const host = random.pick(membersOf(lab, segment));
  const { [host]: had, ...others } = segment.shims ?? {};
  const stays = had === undefined || random.chance(0.5);
  segment.shims = { ...others, ...(stays ? { [host]: drawAddresses(segment, random) } : {}) };
}

/** On a subnet of their own, one address for each host that has one. */
function drawHostAddresses(lab: Lab, segment: Segment, random: Random): void {
  const third = random.integer(10, 49);
  const hosts = membersOf(lab, segment).filter(() => random.chance(0.7));
  segment.hostAddresses = Object.fromEntries(
    hosts.map((host) => [host, `192.168.${third}.${random.integer(10, 99)}/24`]),
  );
}

/** Moves subnets with everything in them. */
function renumber(lab: Lab, moves: ReadonlyMap<string, string>): void {
  const moved = (text: string): string => {
    for (const [from, to] of moves) {
      if (text === from) return to;
      if (text.startsWith(prefixOf(from))) return text.replace(prefixOf(from), prefixOf(to));
    }
    return text;
  };
  for (const { subnets, shims = {} } of Object.values(lab.segments)) {
    for (const subnet of subnets) {
      subnet.subnet = moved(subnet.subnet);
      if (subnet.gateway !== undefined) subnet.gateway = moved(subnet.gateway);
    }
    for (const host of names(shims)) shims[host] = entry(shims, host).map(moved);
  }
  for (const { attach } of Object.values(lab.containers)) {
    for (const end of Object.values(attach)) end.address = end.address.map(moved);
  }
}
