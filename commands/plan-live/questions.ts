import type { Way } from "../../harness/dark-time/endpoints";
import type { Question } from "../../harness/live/ask";
import type { PlannedAddress } from "../../topology/plan/address-plan";
import { entriesOf, type Entry } from "../plan-diff/entries";
import type { Version } from "../plan-diff/version";

/** A planned address that is not ours yet, and how hosts can ask whether somebody has it. */
export interface Wanted extends Question {
  readonly entry: Entry;
  readonly planned: PlannedAddress;
}

/**
 * The planned addresses that nothing of the stack has yet. Machines that the stack does not make have theirs already, and bridge
 * networks end at their hosts.
 * @param before what is up
 * @param running addresses of containers that the state has besides, as after an update that failed
 */
export function wantedAddresses(
  after: Version,
  before: Version | undefined,
  running: ReadonlySet<string> = new Set(),
): Wanted[] {
  const taken = new Set((before === undefined ? [] : entriesOf(before)).map((entry) => placeKey(entry, before)));
  const planned = new Map(after.plan.addresses.map((each) => [`${each.host ?? ""} ${each.address}`, each]));
  return entriesOf(after).flatMap((entry) => {
    const { host, segment, address, kind } = entry;
    const own = planned.get(`${host} ${address}`);
    if (own === undefined || (own.kind === "host" && segment === "LAN") || segment.startsWith("bridge ")) return [];
    if (taken.has(placeKey(entry, after)) || (kind === "container" && running.has(address))) return [];
    return [{ id: `${own.domain} ${address}`, address, ways: waysOf(segment, after), entry, planned: own }];
  });
}

/** How hosts ask on a segment: by the NIC and with the tag, because the link of the VLAN may not be there yet. */
function waysOf(segment: string, { fabric }: Version): Record<string, Way> {
  if (segment === "LAN") {
    return Object.fromEntries(Object.entries(fabric.hosts).map(([host, { nic }]) => [host, { link: nic }]));
  }
  const { vlan, hosts = {} } = fabric.segments[segment] ?? {};
  return Object.fromEntries(
    Object.entries(hosts).map(([host, { nic }]) => [host, { link: nic, ...(vlan === undefined ? {} : { vlan }) }]),
  );
}

/** An address on its layer-2 domain. */
function placeKey({ segment, address }: Entry, version: Version | undefined): string {
  const { vlan = "", switch: on = "" } = version?.fabric.segments[segment] ?? {};
  return `${segment.startsWith("bridge ") ? segment : ""} ${vlan} ${on} ${address}`;
}
