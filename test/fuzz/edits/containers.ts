import { rename, swap } from "../../support/maps";
import { drawAddress, drawAddresses, entry, freshName, names, segmentsOn } from "../lab";
import type { Container, Lab } from "../lab";
import { Misfit, type Random } from "../random";
import type { Edits } from "./edit";

export const containerEdits: Edits = {
  "a container more": addContainer,
  "a container less": (lab, random) => {
    Reflect.deleteProperty(lab.containers, random.pick(names(lab.containers)));
  },
  "a container renamed": (lab, random) => {
    rename(lab.containers, random.pick(names(lab.containers)), freshName("c", lab.containers, random));
  },
  "a container moved, address kept": (lab, random) => {
    move(lab, pick(lab, random), random);
  },
  "a container moved, with another address": (lab, random) => {
    const container = pick(lab, random);
    move(lab, container, random);
    readdress(lab, container, random);
  },
  "a container with another address": (lab, random) => {
    readdress(lab, pick(lab, random), random);
  },
  "addresses swapped on one host": (lab, random) => {
    swapAddresses(lab, random, (one, other) => one === other);
  },
  "addresses swapped across hosts": (lab, random) => {
    swapAddresses(lab, random, (one, other) => one !== other);
  },
  "an address taken over from a container that goes": (lab, random) => {
    const [from, to, segment] = pickNeighbours(lab, random, () => true);
    entry(lab.containers, to).attach[segment] = entry(entry(lab.containers, from).attach, segment);
    Reflect.deleteProperty(lab.containers, from);
  },
  "two containers with swapped hosts": (lab, random) => {
    const [one, other] = random.pickTwo(Object.values(lab.containers));
    if (one.host === other.host) throw new Misfit("they are on one host");
    swap(one, other, "host");
  },
  "two containers with swapped names": (lab, random) => {
    const [one, other] = random.pickTwo(names(lab.containers));
    const [first, second] = [entry(lab.containers, one), entry(lab.containers, other)];
    Object.assign(lab.containers, { [one]: second, [other]: first });
  },
  "a container on another segment": (lab, random) => {
    const container = pick(lab, random);
    const from = random.pick(names(container.attach));
    attach(lab, container, random);
    Reflect.deleteProperty(container.attach, from);
  },
  "a container on one more segment": (lab, random) => {
    attach(lab, pick(lab, random), random);
  },
  "a container on one segment less": (lab, random) => {
    const { attach: ends } = random.pick(Object.values(lab.containers).filter((each) => names(each.attach).length > 1));
    Reflect.deleteProperty(ends, random.pick(names(ends)));
  },
  "a container on a bridge, or off it": (lab, random) => {
    const { bridges } = pick(lab, random);
    const name = random.pick(names(lab.bridges));
    if (name in bridges) Reflect.deleteProperty(bridges, name);
    else bridges[name] = drawAddress(4, [entry(lab.bridges, name)], random);
  },
  "another default gateway": (lab, random) => {
    const container = random.pick(Object.values(lab.containers).filter((each) => each.defaultGateway !== undefined));
    container.defaultGateway = random.pick([...names(container.attach), ...names(container.bridges)]);
  },
  "a MAC asked for, or no longer": (lab, random) => {
    const end = random.pick(Object.values(pick(lab, random).attach));
    if (end.mac === undefined) end.mac = `02:00:00:00:00:${random.integer(10, 99)}`;
    else delete end.mac;
  },
};

export function addContainer(lab: Lab, random: Random): void {
  const host = random.pick(names(lab.hosts));
  const container: Container = { host, image: random.pick(names(lab.images)), attach: {}, bridges: {} };
  attach(lab, container, random);
  if (random.chance(0.2)) attach(lab, container, random);
  if (random.chance(0.2) && names(lab.bridges).length > 0) {
    const name = random.pick(names(lab.bridges));
    container.bridges[name] = drawAddress(4, [entry(lab.bridges, name)], random);
  }
  lab.containers[freshName("c", lab.containers, random)] = container;
}

function pick(lab: Lab, random: Random): Container {
  return random.pick(Object.values(lab.containers));
}

/** To another host that carries all of its segments. */
function move(lab: Lab, container: Container, random: Random): void {
  const carrying = names(lab.hosts).filter(
    (host) => host !== container.host && names(container.attach).every((name) => segmentsOn(lab, host).includes(name)),
  );
  container.host = random.pick(carrying);
}

function readdress(lab: Lab, { attach: ends }: Container, random: Random): void {
  const name = random.pick(names(ends));
  entry(ends, name).address = drawAddresses(entry(lab.segments, name), random);
}

function attach(lab: Lab, { host, attach: ends }: Container, random: Random): void {
  const name = random.pick(segmentsOn(lab, host).filter((each) => !(each in ends)));
  ends[name] = { address: drawAddresses(entry(lab.segments, name), random) };
}

/** Two containers on one segment, and the segment. */
function pickNeighbours(
  lab: Lab,
  random: Random,
  fits: (host: string, other: string) => boolean,
): [string, string, string] {
  const segment = random.pick(names(lab.segments));
  const there = names(lab.containers).filter((name) => segment in entry(lab.containers, name).attach);
  const [one, other] = random.pickTwo(there);
  const [host = "", second = ""] = [one, other].map((name) => entry(lab.containers, name).host);
  if (!fits(host, second)) throw new Misfit("their hosts do not fit");
  return [one, other, segment];
}

function swapAddresses(lab: Lab, random: Random, fits: (host: string, other: string) => boolean): void {
  const [one, other, segment] = pickNeighbours(lab, random, fits);
  swap(entry(lab.containers, one).attach, entry(lab.containers, other).attach, segment);
}
