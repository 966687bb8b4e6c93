import { DRIVERS } from "../topology/drivers";
import type { FabricOutput, SegmentOutput } from "./contract";
import type { HostLink, ProbeOutput } from "./probe-output";
import type { Comparison } from "./state-item";

/** The state of a link that is up and connected to nothing. */
export const NO_CARRIER = "up, without carrier";

type Member = SegmentOutput["hosts"][string];

/** The NICs, and the default routes of the host. */
export function compareNics(host: string, output: FabricOutput, seen: ProbeOutput): Comparison[] {
  const { nic = "", address = "" } = output.hosts[host] ?? {};
  const members = Object.values(output.segments).flatMap((segment) => {
    const member = segment.hosts[host];
    return member === undefined ? [] : [{ nic: member.nic, ownMacs: DRIVERS[segment.driver].ownMacs }];
  });
  const names = [...new Set([nic, ...members.map((member) => member.nic)])];
  const promiscuous = new Set(members.filter(({ ownMacs }) => ownMacs).map((member) => member.nic));
  const routes = seen.defaultRoutes.length;
  return [
    ...names.flatMap((name): Comparison[] => {
      const subject = `link ${name}`;
      const flags = findLink(name, seen)?.flags ?? [];
      const observed = flags.includes("PROMISC") ? "yes" : "no";
      return [
        { subject, property: "state", desired: "up", observed: linkState(name, seen) },
        ...(promiscuous.has(name) ? [{ subject, property: "promiscuous", desired: "yes", observed }] : []),
        ...(name === nic ? [compareAddress(address, name, seen)] : []),
      ];
    }),
    {
      subject: "routes",
      property: "default routes",
      desired: "at most 1",
      observed: routes <= 1 ? "at most 1" : `${routes}: ${seen.defaultRoutes.map((line) => line.trim()).join("; ")}`,
    },
  ];
}

/** The link that carries a segment on the host, and its shim. */
export function compareSegment(host: string, segment: SegmentOutput, seen: ProbeOutput): Comparison[] {
  const member = segment.hosts[host];
  if (member === undefined) return [];
  const { parent, nic, addresses = [] } = member;
  const subject = `link ${parent}`;
  const shim = compareShim(member, segment, seen);
  // A NIC and an adopted link are not ours, and may have other addresses.
  const isOurs = segment.vlan !== undefined && !seen.adopted.has(parent);
  const own = isOurs
    ? [compareAddresses(addresses, parent, seen)]
    : addresses.map((address) => compareAddress(address, parent, seen));
  if (segment.vlan === undefined) return [...own, ...shim];
  const mtu: Comparison[] =
    segment.mtu === undefined
      ? []
      : [
          {
            subject,
            property: "MTU",
            desired: String(segment.mtu),
            observed: String(findLink(parent, seen)?.mtu ?? "absent"),
          },
        ];
  return [
    { subject, property: "VLAN", desired: `${segment.vlan} on ${nic}`, observed: describeVlan(parent, seen) },
    { subject, property: "state", desired: "up", observed: linkState(parent, seen) },
    ...mtu,
    ...own,
    { subject, property: "boot files", desired: "present", observed: bootFiles(parent, seen) },
    ...shim,
  ];
}

function compareShim({ parent, shim }: Member, { driver }: SegmentOutput, seen: ProbeOutput): Comparison[] {
  if (shim === undefined) return [];
  const subject = `link ${shim.link}`;
  const found = findLink(shim.link, seen);
  const kind = found === undefined ? "absent" : `${found.kind || "no virtual link"} on ${found.parent ?? "nothing"}`;
  const hostRoutes = shim.addresses.map((address) => `${address}/${address.includes(":") ? 128 : 32}`);
  return [
    { subject, property: "state", desired: "up", observed: linkState(shim.link, seen) },
    { subject, property: "kind", desired: `${DRIVERS[driver].linkType} on ${parent}`, observed: kind },
    ...(shim.mac === undefined
      ? []
      : [{ subject, property: "MAC", desired: shim.mac, observed: found?.mac || "none" }]),
    compareAddresses(hostRoutes, shim.link, seen),
    { subject, property: "boot files", desired: "present", observed: bootFiles(shim.link, seen) },
  ];
}

/** What the host reports about the files that bring a link back after a reboot. */
function bootFiles(link: string, { kept }: ProbeOutput): string {
  return kept.get(link) ?? "unknown";
}

export function findLink(link: string, { links }: Pick<ProbeOutput, "links">): HostLink | undefined {
  return links.find(({ name }) => name === link);
}

export function linkState(link: string, seen: Pick<ProbeOutput, "links">): string {
  const flags = findLink(link, seen)?.flags;
  if (flags === undefined) return "absent";
  if (!flags.includes("UP")) return "down";
  return flags.includes("NO-CARRIER") || !flags.includes("LOWER_UP") ? NO_CARRIER : "up";
}

function describeVlan(link: string, seen: ProbeOutput): string {
  const found = findLink(link, seen);
  if (found === undefined) return "absent";
  return found.kind !== "vlan" || found.vlan === undefined
    ? "not an 802.1Q link"
    : `${found.vlan} on ${found.parent ?? "nothing"}`;
}

/** A planned address on a link that has others too: present (with that prefix length, if one is planned), or what is there. */
function compareAddress(address: string, link: string, seen: ProbeOutput): Comparison {
  const own = (findLink(link, seen)?.addresses ?? []).map(({ text }) => text);
  const has = own.some((text) => text === address || text.split("/")[0] === address);
  const observed = has ? address : own.join(" ") || "none";
  return { subject: `link ${link}`, property: "address", desired: address, observed };
}

/** All addresses of a link of ours: an unplanned one may belong to another device. */
function compareAddresses(planned: readonly string[], link: string, seen: ProbeOutput): Comparison {
  const own = (findLink(link, seen)?.addresses ?? []).flatMap(({ text, isAutomatic }) =>
    isAutomatic && !planned.includes(text) ? [] : [text],
  );
  return { subject: `link ${link}`, property: "addresses", desired: listed(planned), observed: listed(own) };
}

/** A set of values as text: sorted, as their order means nothing. */
export function listed(values: readonly string[]): string {
  return [...values].sort().join(" ") || "none";
}
