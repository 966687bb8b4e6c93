import { domainText } from "../naming";
import { isMade, type PlannedAddress } from "../plan/address-plan";
import type { FreeAddresses } from "../plan/free-addresses";
import type { ReadAddress } from "../plan/read-addresses";
import { isMovable, isOurs, ourLast, ownerText, type Conflict } from "./conflict";
import { FirstOwners } from "./first-owners";

/** Addresses with two owners on one layer-2 domain. */
export function findDuplicates(addresses: readonly ReadAddress[], free: () => FreeAddresses): Conflict[] {
  const owners = new FirstOwners(addresses.length);
  const sharers = new Sharers();
  const conflicts: Conflict[] = [];
  for (const read of addresses) {
    // The registry uses its host's own address; auxiliary addresses are compared below.
    if (read.entry.kind === "registry" || read.entry.kind === "auxiliary") continue;
    const first = owners.claim(read);
    const other =
      sharers.claim(read) ?? (first !== undefined && !mayShare(first.entry, read.entry) ? first : undefined);
    if (other !== undefined) conflicts.push(duplicate(other, read, free()));
  }
  for (const [kept, read] of pairKeptAddresses(addresses)) conflicts.push(duplicate(kept, read, free()));
  return conflicts;
}

/** Containers at an auxiliary address of their own daemon, which refuses it; on other hosts the address may be used. */
function pairKeptAddresses(addresses: readonly ReadAddress[]): (readonly [ReadAddress, ReadAddress])[] {
  const key = ({ entry, address }: ReadAddress): string => `${entry.domain} ${address.text} ${entry.host ?? ""}`;
  const kept = new Map<string, ReadAddress>();
  for (const read of addresses) {
    if (read.entry.kind === "auxiliary" && !kept.has(key(read))) kept.set(key(read), read);
  }
  if (kept.size === 0) return [];
  return addresses.flatMap((read) => {
    const first = read.entry.kind === "container" ? kept.get(key(read)) : undefined;
    return first === undefined || !isOurs(first.entry, read.entry) ? [] : [[first, read] as const];
  });
}

/** Owners of shared addresses by host: a daemon does not give an address to a second container. */
class Sharers {
  private readonly byHost = new Map<string, ReadAddress>();

  /** Claims the address; returns the owner that already shares it on the same host. */
  claim(read: ReadAddress): ReadAddress | undefined {
    const { domain, shared, host = "" } = read.entry;
    if (shared === undefined) return undefined;
    const key = `${domain} ${read.address.text} ${shared} ${host}`;
    const first = this.byHost.get(key);
    if (first === undefined) this.byHost.set(key, read);
    return first;
  }
}

/** Whether two entries may have one address: shared on purpose, one router, one thing in two stacks, or both of peers. */
function mayShare(a: PlannedAddress, b: PlannedAddress): boolean {
  if (!isOurs(a, b)) return true;
  if (a.shared !== undefined && a.shared === b.shared) return true;
  if (a.kind === "gateway" && b.kind === "gateway") return !(isMade(a) && isMade(b));
  return a.stack !== b.stack && isOneThing(a, b);
}

/** A neighbour or an existing machine is the same in every stack; machines that two stacks create are not. */
function isOneThing(a: PlannedAddress, b: PlannedAddress): boolean {
  if (isMachine(a) && isMachine(b)) return a.host === b.host && !(a.kind === "vm" && b.kind === "vm");
  if (a.kind === "reserved") return b.kind === "reserved" || isReservedFor(a, b);
  return b.kind === "reserved" && isReservedFor(b, a);
}

function isMachine({ kind }: PlannedAddress): boolean {
  return kind === "vm" || kind === "host";
}

/** Whether another stack keeps the address of one of our machines free, under the machine's name. */
function isReservedFor({ owner }: PlannedAddress, other: PlannedAddress): boolean {
  return isMachine(other) && other.host !== undefined && owner.startsWith(`${other.host} (reserved)`);
}

function duplicate(earlier: ReadAddress, later: ReadAddress, free: FreeAddresses): Conflict {
  const [first, second] = movableLast(...ourLast(earlier.entry, later.entry));
  const { path, address, domain } = second;
  const message =
    `${address} of ${ownerText(second)} is already taken by ${ownerText(first)} (${first.path}), ` +
    `both on ${domainText(domain)}. ${duplicateRemedy(first, second, free)}`;
  return { rule: "duplicate-address", path, message };
}

/** Of two entries of this stack, the one whose address it chooses is the one to fix. */
function movableLast(first: PlannedAddress, second: PlannedAddress): readonly [PlannedAddress, PlannedAddress] {
  const swap = first.stack === undefined && isMovable(first) && !isMovable(second);
  return swap ? [second, first] : [first, second];
}

function duplicateRemedy(first: PlannedAddress, second: PlannedAddress, free: FreeAddresses): string {
  if (isMade(first) && isMade(second)) return "Leave the segment out of one of the two routers.";
  if (!isMovable(second)) return "Correct one of the two entries.";
  const next = free.next(second);
  const one = first.stack === undefined && isMovable(first) ? "one of them" : "ours";
  const same = first.stack !== undefined && isMachine(first) && isMachine(second) && first.host !== second.host;
  const example = next === undefined ? "; its subnet has no free one" : `, such as ${next}`;
  const change =
    isMovable(first) || first.stack !== undefined ? `Give ${one} another address` : "Give it another address";
  return `${change}${example}${same ? ", or the same name, if it is one machine" : ""}.`;
}

/** Two owners of one MAC on one domain: the kernel refuses that on one link, but nothing notices it across hosts. */
export function findDuplicateMacs(addresses: readonly ReadAddress[]): Conflict[] {
  const domains = new Map<string, Map<string, ReadAddress>>();
  const conflicts: Conflict[] = [];
  for (const read of addresses) {
    const { mac, domain } = read.entry;
    if (mac === undefined) continue;
    let seen = domains.get(domain);
    if (seen === undefined) domains.set(domain, (seen = new Map<string, ReadAddress>()));
    const first = seen.get(mac);
    if (first === undefined) seen.set(mac, read);
    // One address twice is a duplicate address already, or declared as shared.
    if (first === undefined || first.address.text === read.address.text) continue;
    if (isOurs(first.entry, read.entry)) conflicts.push(duplicateMac(...ourLast(first.entry, read.entry)));
  }
  return conflicts;
}

function duplicateMac(first: PlannedAddress, second: PlannedAddress): Conflict {
  const { path, mac = "", owner, domain } = second;
  const message =
    `MAC ${mac} of ${owner} is also that of ${first.owner} (${first.path}), both on ${domainText(domain)}. ` +
    duplicateMacRemedy(first, second);
  // Where an attachment asks for a MAC, that stands beside the address.
  return { rule: "duplicate-mac", path: path.replace(/\.address(\.\d+)?$/, ".mac"), message };
}

/** A container has the MAC that it asks for, or one of the engine's; all others have one that follows from the address. */
function duplicateMacRemedy(first: PlannedAddress, second: PlannedAddress): string {
  const ours = [first, second].filter(({ stack }) => stack === undefined);
  if (ours.every(({ kind }) => kind === "container")) {
    return `Give ${ours.length > 1 ? "one of them" : "ours"} another MAC, or none, so that Docker chooses one.`;
  }
  if (ours.some(({ kind }) => kind === "container")) return "Give the container another MAC, or none.";
  return `Give ${ours.length > 1 ? "one of them" : "ours"} another address, from which its MAC is derived.`;
}
