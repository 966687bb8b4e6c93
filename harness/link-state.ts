import type { FabricOutput, SegmentOutput } from "./contract";
import type { ProbeOutput } from "./probe-output";
import type { Comparison } from "./state-item";

/** The NIC, and the default routes of the host. */
export function compareNic(host: string, output: FabricOutput, seen: ProbeOutput): Comparison[] {
  const { nic = "", address = "" } = output.hosts[host] ?? {};
  const subject = `link ${nic}`;
  const flags = flagsOf(linkLine(nic, seen) ?? "");
  const routes = seen.defaultRoutes.length;
  return [
    { subject, property: "state", desired: "up", observed: linkState(nic, seen) },
    { subject, property: "promiscuous", desired: "yes", observed: flags.includes("PROMISC") ? "yes" : "no" },
    { subject, property: "address", desired: address, observed: observedAddress(address, nic, seen) },
    {
      subject: "routes",
      property: "default routes",
      desired: "at most 1",
      observed: routes <= 1 ? "at most 1" : `${routes}: ${seen.defaultRoutes.map((line) => line.trim()).join("; ")}`,
    },
  ];
}

/** The link that carries a segment on the host, and its shim. */
export function compareSegment(
  host: string,
  segment: SegmentOutput,
  output: FabricOutput,
  seen: ProbeOutput,
): Comparison[] {
  const { parent = "", hostAddress } = segment.hosts[host] ?? {};
  const subject = `link ${parent}`;
  const address: Comparison[] =
    hostAddress === undefined
      ? []
      : [{ subject, property: "address", desired: hostAddress, observed: observedAddress(hostAddress, parent, seen) }];
  const shim = compareShim(segment.hosts[host]?.shim, seen);
  if (segment.vlan === undefined) return [...address, ...shim];
  const id = String(segment.vlan);
  // The NIC of the LAN, or that of another switch.
  const nic = parent.endsWith(`.${id}`) ? parent.slice(0, -id.length - 1) : (output.hosts[host]?.nic ?? "");
  const mtu: Comparison[] =
    segment.mtu === undefined
      ? []
      : [{ subject, property: "MTU", desired: String(segment.mtu), observed: mtuOf(parent, seen) }];
  return [
    { subject, property: "VLAN", desired: `${id} on ${nic}`, observed: describeVlan(parent, seen) },
    { subject, property: "state", desired: "up", observed: linkState(parent, seen) },
    ...mtu,
    ...address,
    { subject, property: "boot files", desired: "present", observed: bootFiles(parent, seen) },
    ...shim,
  ];
}

function compareShim(shim: SegmentOutput["hosts"][string]["shim"], seen: ProbeOutput): Comparison[] {
  if (shim === undefined) return [];
  const subject = `link ${shim.link}`;
  return [
    { subject, property: "state", desired: "up", observed: linkState(shim.link, seen) },
    { subject, property: "address", desired: shim.address, observed: observedAddress(shim.address, shim.link, seen) },
    { subject, property: "boot files", desired: "present", observed: bootFiles(shim.link, seen) },
  ];
}

/** What the host reports about the files that bring a link back after a reboot. */
function bootFiles(link: string, { kept }: ProbeOutput): string {
  return kept.get(link) ?? "unknown";
}

/** The line of `ip -d -o link` about a link: `5: ens33.10@ens33: <…> mtu …`. */
function linkLine(link: string, { links }: ProbeOutput): string | undefined {
  return links.find((line) => /^\d+: ([^@:\s]+)/.exec(line)?.[1] === link);
}

function flagsOf(line: string): string[] {
  return /<([^>]*)>/.exec(line)?.[1]?.split(",") ?? [];
}

function linkState(link: string, seen: ProbeOutput): string {
  const line = linkLine(link, seen);
  if (line === undefined) return "absent";
  const flags = flagsOf(line);
  if (!flags.includes("UP")) return "down";
  return flags.includes("NO-CARRIER") || !flags.includes("LOWER_UP") ? "up, without carrier" : "up";
}

function mtuOf(link: string, seen: ProbeOutput): string {
  return / mtu (\d+) /.exec(linkLine(link, seen) ?? "")?.[1] ?? "absent";
}

function describeVlan(link: string, seen: ProbeOutput): string {
  const line = linkLine(link, seen);
  if (line === undefined) return "absent";
  const id = /vlan protocol 802\.1Q id (\d+)/.exec(line)?.[1];
  return id === undefined
    ? "not an 802.1Q link"
    : `${id} on ${/^\d+: [^@\s]+@([^:\s]+):/.exec(line)?.[1] ?? "nothing"}`;
}

/** The planned address if the link has it (with that prefix length, if one is planned), otherwise what the link has. */
function observedAddress(address: string, link: string, { addresses }: ProbeOutput): string {
  const own = addresses.flatMap((line) => {
    const [, name, , text] = line.trim().split(/\s+/);
    return name === link && text !== undefined ? [text] : [];
  });
  const has = own.some((text) => text === address || text.split("/")[0] === address);
  return has ? address : own.join(" ") || "none";
}
