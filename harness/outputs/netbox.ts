import { csv } from "../../support/csv";
import {
  contains,
  familyOf,
  fromValue,
  parseAddress,
  parseInterfaceAddress,
  parseRange,
  parseSubnet,
} from "../../topology/ip";
import type { FabricOutput, SegmentOutput } from "../contract";
import { isShared } from "../reachability/read-ends";
import type { OutputKind } from "./kind";

export const netbox: OutputKind = {
  reader: "NetBox",
  description: "VLANs, prefixes, ranges and addresses as CSV for its bulk import",
  files: ["1-vlans.csv", "2-prefixes.csv", "3-ip-ranges.csv", "4-ip-addresses.csv"],
  usage: ["npm run outputs -- netbox --output netbox   # then import the files in this order"],
  notes:
    "Columns are those of NetBox 4. The output does not have the subnet of the LAN, so the addresses of hosts there are `/32`. An address that several containers share has the role `anycast`, which allows it to be " +
    "there more than once. NetBox has no model of containers: the DNS name of an address is the container's.",
  from: "stack output",
  render: (fabric) => ({
    "1-vlans.csv": table(["vid", "name", "status", "description"], vlans(fabric)),
    "2-prefixes.csv": table(["prefix", "vlan", "status", "description"], prefixes(fabric)),
    "3-ip-ranges.csv": table(["start_address", "end_address", "status", "description"], ranges(fabric)),
    "4-ip-addresses.csv": table(["address", "status", "role", "dns_name", "description"], addresses(fabric)),
  }),
};

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return `${csv([header, ...rows])}\n`;
}

/** The most addresses that NetBox takes for a range. */
const LARGEST_RANGE = 2n ** 32n - 1n;

function vlans({ stack, segments }: FabricOutput): string[][] {
  return Object.entries(segments).flatMap(([name, { vlan }]) =>
    vlan === undefined ? [] : [[String(vlan), name, "active", `segment ${name} of stack ${stack}`]],
  );
}

/** The subnets of segments, and those of the hosts' own addresses there. */
function prefixes({ stack, segments }: FabricOutput): string[][] {
  const vids = Object.values(segments).map(({ vlan }) => vlan);
  return Object.entries(segments).flatMap(([name, { vlan, subnets, hosts }]) => {
    // On several switches, an ID alone does not say which VLAN.
    const vid = vlan === undefined || vids.filter((other) => other === vlan).length > 1 ? "" : String(vlan);
    const own = Object.values(hosts).flatMap(({ addresses: list = [] }) =>
      list.flatMap((text) => parseInterfaceAddress(text)?.subnet.text ?? []),
    );
    const all = [...new Set([...subnets.map(({ subnet }) => subnet), ...own])];
    return all.map((subnet) => [subnet, vid, "active", `segment ${name} of stack ${stack}`]);
  });
}

/** What Docker assigns by itself. */
function ranges({ stack, segments }: FabricOutput): string[][] {
  return Object.entries(segments).flatMap(([name, { hosts }]) =>
    Object.entries(hosts).flatMap(([host, { ipRanges = {} }]) =>
      Object.entries(ipRanges).flatMap(([subnet, text]) => {
        const range = parseRange(text);
        const prefix = parseSubnet(subnet)?.prefix;
        if (range === undefined || prefix === undefined || range.last - range.first >= LARGEST_RANGE) return [];
        const [first, last] = [range.first, range.last].map(
          (value) => `${fromValue(range.family, value).text}/${prefix}`,
        );
        return [
          [first ?? "", last ?? "", "active", `automatic addresses of ${host} on segment ${name} of stack ${stack}`],
        ];
      }),
    ),
  );
}

function addresses({ stack, hosts, segments, containers }: FabricOutput): string[][] {
  const row = (address: string, role: string, name: string, what: string): string[] => [
    ...[address, "active", role, name.toLowerCase(), `${what} of stack ${stack}`],
  ];
  const ofSegments = Object.entries(segments).flatMap(([name, segment]) => [
    ...segment.subnets.flatMap(({ gateway }) =>
      gateway === undefined ? [] : [row(withMask(gateway, segment), "", "", `gateway of segment ${name}`)],
    ),
    ...Object.entries(segment.hosts).flatMap(([host, { addresses: own = [], shim }]) => [
      ...own.map((address) => row(address, "", `${host}.${name}`, `host ${host} on segment ${name}`)),
      ...(shim?.addresses ?? []).map((address) =>
        row(withMask(address, segment), "", "", `shim of ${host} on segment ${name}`),
      ),
    ]),
  ]);
  const ofContainers = Object.entries(containers).flatMap(([container, { host, attach }]) =>
    Object.entries(attach).flatMap(([name, { addresses: own }]) =>
      own.map((address) => {
        const role = isShared(segments[name], address) ? "anycast" : "";
        return row(
          withMask(address, segments[name]),
          role,
          `${container}.${name}`,
          `container ${container} on ${host}`,
        );
      }),
    ),
  );
  const ofHosts = Object.entries(hosts).map(([host, { address }]) => row(withMask(address), "", host, `host ${host}`));
  return [...ofHosts, ...ofSegments, ...ofContainers];
}

/** An address with the prefix length of its subnet, or else as one of its own. */
function withMask(address: string, segment?: SegmentOutput): string {
  const parsed = parseAddress(address);
  const subnets = (segment?.subnets ?? []).flatMap(({ subnet }) => parseSubnet(subnet) ?? []);
  const around = subnets.find((subnet) => parsed !== undefined && contains(subnet, parsed));
  return `${address}/${around?.prefix ?? (familyOf(address) === 4 ? 32 : 128)}`;
}
