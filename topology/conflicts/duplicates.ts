import type { PlannedAddress } from "../plan/address-plan";
import type { FreeAddresses } from "../plan/free-addresses";
import { isMovable, ourLast, type Conflict } from "./conflict";
import { FirstOwners } from "./first-owners";
import type { ReadAddress } from "../plan/read-addresses";

/** Addresses with two owners on one layer-2 domain. */
export function findDuplicates(addresses: readonly ReadAddress[], free: () => FreeAddresses): Conflict[] {
  const owners = new FirstOwners(addresses.length);
  const sharers = new Sharers();
  const conflicts: Conflict[] = [];
  for (const read of addresses) {
    // The registry answers on its host's own address; what a Docker keeps free is compared below.
    if (read.entry.kind === "registry" || read.entry.kind === "auxiliary") continue;
    const first = owners.claim(read);
    const other = sharers.meet(read) ?? (first !== undefined && !mayShare(first.entry, read.entry) ? first : undefined);
    if (other !== undefined) conflicts.push(duplicate(other, read, free()));
  }
  for (const [kept, read] of keptFree(addresses)) conflicts.push(duplicate(kept, read, free()));
  return conflicts;
}

/** A Docker keeps its auxiliary addresses from its own containers alone: those of other hosts are why it does. */
function keptFree(addresses: readonly ReadAddress[]): (readonly [ReadAddress, ReadAddress])[] {
  const key = ({ entry, address }: ReadAddress): string => `${entry.domain} ${address.text} ${entry.host ?? ""}`;
  const kept = new Map<string, ReadAddress>();
  for (const read of addresses) {
    if (read.entry.kind === "auxiliary" && !kept.has(key(read))) kept.set(key(read), read);
  }
  if (kept.size === 0) return [];
  return addresses.flatMap((read) => {
    const first = read.entry.kind === "container" ? kept.get(key(read)) : undefined;
    const theirs = first?.entry.stack !== undefined && read.entry.stack !== undefined;
    return first === undefined || theirs ? [] : [[first, read] as const];
  });
}

/** Who has a shared address on which host: one daemon refuses to give it to a second container. */
class Sharers {
  private readonly byHost = new Map<string, ReadAddress>();

  /** The one who shares it on the same host already. */
  meet(read: ReadAddress): ReadAddress | undefined {
    const { domain, shared, host = "" } = read.entry;
    if (shared === undefined) return undefined;
    const key = `${domain} ${read.address.text} ${shared} ${host}`;
    const first = this.byHost.get(key);
    if (first === undefined) this.byHost.set(key, read);
    return first;
  }
}

/** Whether two entries may have one address: declared so, one router, one thing that two stacks name, or both of peers. */
function mayShare(a: PlannedAddress, b: PlannedAddress): boolean {
  if (a.stack !== undefined && b.stack !== undefined) return true;
  if (a.shared !== undefined && a.shared === b.shared) return true;
  if (a.kind === "gateway" && b.kind === "gateway") return true;
  return a.stack !== b.stack && isOneThing(a, b);
}

/** A neighbour or a machine that is there is the same for every stack; a machine that both make is not. */
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
  const { path, address, owner, domain } = second;
  const message =
    `${address} of ${owner} is already taken by ${first.owner} (${first.path}), ` +
    `both on ${domain}. ${duplicateRemedy(first, second, free)}`;
  return { rule: "duplicate-address", path, message };
}

/** Of two of our own, the one that we decide about is the one to mend. */
function movableLast(first: PlannedAddress, second: PlannedAddress): readonly [PlannedAddress, PlannedAddress] {
  const swap = first.stack === undefined && isMovable(first) && !isMovable(second);
  return swap ? [second, first] : [first, second];
}

function duplicateRemedy(first: PlannedAddress, second: PlannedAddress, free: FreeAddresses): string {
  if (!isMovable(second)) return "Correct one of the two entries.";
  const next = free.next(second);
  const one = first.stack === undefined && isMovable(first) ? "one of them" : "ours";
  const same = first.stack !== undefined && isMachine(first) && isMachine(second) && first.host !== second.host;
  const example = next === undefined ? "; its subnet has no free one" : `, such as ${next}`;
  const change =
    isMovable(first) || first.stack !== undefined ? `Give ${one} another address` : "Give it another address";
  return `${change}${example}${same ? ", or the same name, if it is one machine" : ""}.`;
}

/** Two containers of one MAC on one domain: the kernel refuses it on one parent, nobody across hosts. */
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
    if (first.entry.stack === undefined || read.entry.stack === undefined) {
      conflicts.push(duplicateMac(...ourLast(first.entry, read.entry)));
    }
  }
  return conflicts;
}

function duplicateMac(first: PlannedAddress, second: PlannedAddress): Conflict {
  const { path, mac = "", owner, domain } = second;
  const one = first.stack === undefined ? "one of them" : "ours";
  const message =
    `MAC ${mac} of ${owner} is also that of ${first.owner} (${first.path}), both on ${domain}. ` +
    `Give ${one} another address, from which a fabric derives the MAC, or another macAddress.`;
  return { rule: "duplicate-mac", path, message };
}
