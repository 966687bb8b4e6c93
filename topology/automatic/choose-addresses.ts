import type { Problem } from "../../support/problem";
import { canonicalAddress, contains, familyOf, parseAddress, parseSubnet } from "../ip";
import type { Topology } from "../model/topology";
import type { AddressPlan } from "../plan/address-plan";
import { bridgePlace } from "../plan/bridge-addresses";
import { FreeAddresses } from "../plan/free-addresses";
import { readAddresses } from "../plan/read-addresses";
import { placeOf } from "../plan/segment-places";
import type { Choice } from "./assigned";
import type { Wish } from "./wishes";

export interface ChosenAddresses {
  /** A wish without a free address is not there. */
  readonly choices: ReadonlyMap<Wish, Choice>;
  readonly problems: readonly Problem[];
}

/**
 * Gives each wish the address that it has had, if that is still free, or else the lowest free one. Those that are remembered
 * come first, so that a new container takes nothing from an old one.
 *
 * @param fixed the topology without anything automatic
 * @param plan its plan, with those of peers
 */
export function chooseAddresses(wishes: readonly Wish[], fixed: Topology, plan: AddressPlan): ChosenAddresses {
  const free = freeAddresses(fixed, plan);
  const room = new Map(wishes.map((wish) => [roomOf(wish), wish.places]));
  const counts = new Map([...room].map(([key, places]) => [key, countFree(places, free)]));
  const choices = new Map<Wish, Choice>();
  const choose = (wish: Wish, value: string, rest: Pick<Choice, "isNew" | "reason">): void => {
    const { container, path } = wish;
    choices.set(wish, { container, path, kind: "address", value, ...rest });
  };
  for (const wish of wishes) {
    const { remembered, places } = wish;
    if (remembered === undefined || !places.some((place) => free.take({ address: remembered, ...place }))) continue;
    choose(wish, canonicalAddress(remembered), { isNew: false });
  }
  for (const wish of wishes) {
    if (choices.has(wish)) continue;
    const value = lowest(wish, free);
    if (value !== undefined) choose(wish, value, { isNew: true, ...reasonOf(wish) });
  }
  return { choices, problems: findShortages(wishes, choices, counts) };
}

/** What is free beside everything fixed. Shared addresses and the gateways of bridges are not in every plan. */
function freeAddresses({ segments, bridges, hosts }: Topology, plan: AddressPlan): FreeAddresses {
  const free = new FreeAddresses(plan.ranges, readAddresses(plan.addresses));
  for (const segment of segments) {
    const { domain } = placeOf(segment);
    for (const { subnet, shared } of segment.subnets) {
      for (const address of Object.values(shared)) free.take({ address, subnet, domain });
    }
  }
  for (const bridge of bridges) {
    for (const { name } of hosts) free.take({ address: bridge.gateway, ...bridgePlace(bridge, name) });
  }
  return free;
}

function lowest({ places }: Wish, free: FreeAddresses): string | undefined {
  for (const place of places) {
    const found = free.next({ address: "", ...place });
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Why a remembered address does not fit. */
function reasonOf({ remembered, places, part, network }: Wish): Pick<Choice, "reason"> {
  const address = remembered === undefined ? undefined : parseAddress(remembered);
  if (address === undefined) return {};
  const isInside = places.some(({ subnet: text }) => {
    const subnet = parseSubnet(text);
    return subnet !== undefined && contains(subnet, address);
  });
  const kind = part === "attach" ? "segment" : "bridge";
  return { reason: `${address.text} is ${isInside ? "no longer free" : "in no subnet"} on ${kind} ${network}` };
}

function roomOf({ places }: Wish): string {
  return places.map(({ domain, subnet }) => `${domain} ${subnet}`).join(", ");
}

function countFree(places: Wish["places"], free: FreeAddresses): bigint {
  return places.reduce((sum, { subnet: text, domain }) => {
    const subnet = parseSubnet(text);
    return subnet === undefined ? sum : sum + free.count(subnet, domain);
  }, 0n);
}

/** One problem for each place that is too small, at the first wish that found no room. */
function findShortages(
  wishes: readonly Wish[],
  choices: ReadonlyMap<Wish, Choice>,
  counts: ReadonlyMap<string, bigint>,
): Problem[] {
  const failed = new Map<string, Wish>();
  for (const wish of wishes) {
    if (!choices.has(wish) && !failed.has(roomOf(wish))) failed.set(roomOf(wish), wish);
  }
  return [...failed].map(([room, { path, places, part, network }]) => {
    const wanted = wishes.filter((wish) => roomOf(wish) === room).length;
    const free = counts.get(room) ?? 0n;
    const subnets = places.map(({ subnet }) => subnet);
    const asked = wanted === 1 ? "1 container asks" : `${wanted} containers ask`;
    const message =
      `${asked} for an automatic IPv${familyOf(subnets[0] ?? "")} address on ${part === "attach" ? "segment" : "bridge"} ${network}, ` +
      `and ${subnets.join(" and ")} ${subnets.length > 1 ? "have" : "has"} ${free} free: ${BigInt(wanted) - free} too few. ` +
      `Ask for fewer, make a range smaller, or make the subnet larger`;
    return { path, message };
  });
}
