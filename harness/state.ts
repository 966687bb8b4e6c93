import type { FabricOutput } from "./contract";
import { dockerProblem, type DockerNetwork, type ProbeOutput } from "./probe-output";

/** One property of something on a host: as planned, and as the host itself says. */
export interface StateItem {
  readonly host: string;
  /** Such as `link ens33.10`, `network mac_net10`, `container bbox10`. */
  readonly subject: string;
  readonly property: string;
  readonly desired: string;
  readonly observed: string;
  readonly ok: boolean;
}

type Item = Omit<StateItem, "host" | "ok">;

/**
 * Compares kernel, files and Docker of one host with the plan. The engine's state is not asked: commands have no drift
 * detection, and a refresh can forget networks.
 */
export function compareState(host: string, output: FabricOutput, seen: ProbeOutput): StateItem[] {
  const segments = Object.values(output.segments).filter((segment) => host in segment.hosts);
  return [
    ...nicItems(host, output, seen),
    ...segments.flatMap((segment) => segmentItems(host, segment, output, seen)),
    ...dockerItems(host, segments, output, seen),
  ].map((item) => ({ host, ...item, ok: item.desired === item.observed }));
}

function nicItems(host: string, output: FabricOutput, seen: ProbeOutput): Item[] {
  const { nic = "", address = "" } = output.hosts[host] ?? {};
  const subject = `link ${nic}`;
  const flags = flagsOf(linkLine(nic, seen) ?? "");
  const routes = seen.defaultRoutes.length;
  return [
    { subject, property: "state", desired: "up", observed: linkState(nic, seen) },
    { subject, property: "promiscuous", desired: "yes", observed: flags.includes("PROMISC") ? "yes" : "no" },
    { subject, property: "address", desired: address, observed: presence(address, nic, seen) },
    {
      subject: "routes",
      property: "default routes",
      desired: "at most 1",
      observed: routes <= 1 ? "at most 1" : `${routes}: ${seen.defaultRoutes.map((line) => line.trim()).join("; ")}`,
    },
  ];
}

type Segment = FabricOutput["segments"][string];

function segmentItems(host: string, segment: Segment, output: FabricOutput, seen: ProbeOutput): Item[] {
  const { parent = "", hostAddress } = segment.hosts[host] ?? {};
  const subject = `link ${parent}`;
  const address: Item[] =
    hostAddress === undefined
      ? []
      : [{ subject, property: "address", desired: hostAddress, observed: presence(hostAddress, parent, seen) }];
  const shim = shimItems(segment.hosts[host]?.shim, seen);
  if (segment.vlan === undefined) return [...address, ...shim];
  const id = String(segment.vlan);
  // The NIC of the LAN, or that of another switch.
  const nic = parent.endsWith(`.${id}`) ? parent.slice(0, -id.length - 1) : (output.hosts[host]?.nic ?? "");
  const mtu: Item[] =
    segment.mtu === undefined
      ? []
      : [{ subject, property: "MTU", desired: String(segment.mtu), observed: mtuOf(parent, seen) }];
  return [
    { subject, property: "VLAN", desired: `${id} on ${nic}`, observed: describeVlan(parent, seen) },
    { subject, property: "state", desired: "up", observed: linkState(parent, seen) },
    ...mtu,
    ...address,
    { subject, property: "files for a reboot", desired: "present", observed: persistence(parent, seen) },
    ...shim,
  ];
}

function shimItems(shim: Segment["hosts"][string]["shim"], seen: ProbeOutput): Item[] {
  if (shim === undefined) return [];
  const subject = `link ${shim.link}`;
  return [
    { subject, property: "state", desired: "up", observed: linkState(shim.link, seen) },
    { subject, property: "address", desired: shim.address, observed: presence(shim.address, shim.link, seen) },
    { subject, property: "files for a reboot", desired: "present", observed: persistence(shim.link, seen) },
  ];
}

/** What the host says of its own way to keep a link over a reboot. */
function persistence(link: string, { kept }: ProbeOutput): string {
  return kept.get(link) ?? "not known";
}

/** A daemon that does not answer is one item: of what it holds nothing is known. */
function dockerItems(host: string, segments: readonly Segment[], output: FabricOutput, seen: ProbeOutput): Item[] {
  const problem = dockerProblem(seen);
  if (problem !== undefined && seen.containers.size + seen.networks.size === 0) {
    return [{ subject: "Docker", property: "state", desired: "answering", observed: problem }];
  }
  return [
    ...segments.flatMap((segment) => networkItems(host, segment, seen)),
    ...Object.keys(output.containers).flatMap((name) => containerItems(name, host, output, seen)),
  ];
}

function networkItems(host: string, segment: Segment, seen: ProbeOutput): Item[] {
  const subject = `network ${segment.network}`;
  const network = seen.networks.get(segment.network);
  if (network === undefined) return [{ subject, property: "state", desired: "present", observed: "absent" }];
  const parent = segment.hosts[host]?.parent ?? "";
  const { subnet, gateway, ipRange } = poolLike(segment, network);
  const planned = segment.hosts[host]?.ipRange;
  const range: Item[] =
    planned === undefined ? [] : [{ subject, property: "ip-range", desired: planned, observed: ipRange || "none" }];
  return [
    { subject, property: "driver", desired: "macvlan", observed: network.driver },
    { subject, property: "parent", desired: parent, observed: network.parent || "none" },
    { subject, property: "subnet", desired: segment.subnet, observed: subnet || "none" },
    { subject, property: "gateway", desired: segment.gateway, observed: gateway || "none" },
    ...range,
  ];
}

function poolLike(segment: Segment, { pools }: DockerNetwork): DockerNetwork["pools"][number] {
  return pools.find(({ subnet }) => subnet === segment.subnet) ?? pools[0] ?? { subnet: "", gateway: "", ipRange: "" };
}

function containerItems(name: string, host: string, output: FabricOutput, seen: ProbeOutput): Item[] {
  const planned = output.containers[name];
  if (planned?.host !== host) return [];
  const subject = `container ${name}`;
  const found = seen.containers.get(name);
  if (found?.status !== "running") {
    return [{ subject, property: "state", desired: "running", observed: found?.status ?? "absent" }];
  }
  return [
    { subject, property: "state", desired: "running", observed: found.status },
    { subject, property: "image", desired: planned.image, observed: found.image },
    ...Object.entries(planned.attach).flatMap(([segment, { address, mac }]): Item[] => {
      const network = output.segments[segment]?.network ?? segment;
      const end = found.networks.get(network);
      const observed = end?.addresses.includes(address) === true ? address : end?.addresses.join(" ") || "none";
      return [
        { subject, property: `address on ${network}`, desired: address, observed },
        { subject, property: `MAC on ${network}`, desired: mac.toLowerCase(), observed: end?.mac || "none" },
      ];
    }),
  ];
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
  return id === undefined ? "no 802.1Q link" : `${id} on ${/^\d+: [^@\s]+@([^:\s]+):/.exec(line)?.[1] ?? "nothing"}`;
}

/** An address as planned when the link has it (with that prefix length, if one is planned), or what the link has. */
function presence(address: string, link: string, { addresses }: ProbeOutput): string {
  const own = addresses.flatMap((line) => {
    const [, name, , text] = line.trim().split(/\s+/);
    return name === link && text !== undefined ? [text] : [];
  });
  const has = own.some((text) => text === address || text.split("/")[0] === address);
  return has ? address : own.join(" ") || "none";
}
