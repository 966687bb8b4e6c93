import { z } from "zod";
import { DRIVER_NAMES, modesOf } from "../drivers";
import {
  address,
  interfaceAddress,
  interfaceName,
  key,
  mtu,
  networkName,
  oneOrMore,
  owner,
  range,
  subnet,
} from "./primitives";

/** Modes of ipvlan in which the host routes. */
const ROUTED_MODES = ["l3", "l3s"];
const ROUTED =
  "has no layer 2 between hosts, so every other machine would need a route to the containers of each host: use l2";

const pool = z
  .strictObject({
    size: z
      .number()
      .int()
      .refine(isPowerOfTwo, "is not a power of two: Docker takes ranges in CIDR notation, so give 8, 16 or 32")
      .describe("Addresses for each host, a power of two."),
    within: subnet
      .exactOptional()
      .describe(
        "Block that the ranges are cut from; no fixed address may lie in it. Default: the upper half of the subnet.",
      ),
  })
  .describe(
    "Gives each host a range of automatic addresses. Ranges are disjoint, and do not change when hosts are added at the end.",
  );

/** A subnet of a segment, with everything that belongs to it. */
const subnetOptions = {
  gateway: address
    .exactOptional()
    .describe(
      "Router of the subnet. Required unless the segment is `internal`: Docker before 28 guesses one, and Docker 29 and later sets no route.",
    ),
  reserved: z.record(owner, range).default({}).describe("Addresses and ranges that belong to others, by owner."),
  shared: z
    .record(key, address)
    .default({})
    .describe("Anycast addresses, by purpose: one container on each of several hosts may have the same one."),
  ipRanges: z
    .record(z.string(), subnet)
    .default({})
    .describe(
      "Range of automatic addresses, by host, for containers that others start. Default: from `pool`, or none.",
    ),
  pool: pool.exactOptional(),
};

export const segmentSubnet = z
  .strictObject({
    subnet: subnet.describe("Subnet of the containers, IPv4 or IPv6, without host bits."),
    ...subnetOptions,
  })
  .describe("A subnet of a segment, with everything that belongs to it.");

/** A broadcast domain with one or several subnets. */
export const segment = z
  .strictObject({
    network: networkName.describe("Name of the Docker network, the same on every host."),
    driver: z.enum(DRIVER_NAMES).default("macvlan").describe("Driver of the Docker network."),
    mode: z
      .enum(
        DRIVER_NAMES.flatMap((name) => modesOf(name)),
        { error: ({ input }) => (ROUTED_MODES.includes(String(input)) ? ROUTED : undefined) },
      )
      .exactOptional()
      .describe("Mode of the driver. macvlan: bridge (default), private, vepa. ipvlan: l2."),
    subnet: subnet.exactOptional().describe("The only subnet of the segment. Either this or `subnets`."),
    ...subnetOptions,
    subnets: z
      .array(segmentSubnet)
      .min(1)
      .exactOptional()
      .describe("Several subnets, such as one of each family. Either this or `subnet`."),
    internal: z
      .boolean()
      .default(false)
      .describe(
        "Whether the segment has no router: its subnets have no gateway, and its containers no route beyond them.",
      ),
    slaac: z
      .boolean()
      .default(false)
      .describe("Whether containers accept router advertisements, and take addresses and routes from them."),
    vlan: z
      .number()
      .int()
      .min(1, "is not a valid VLAN ID: give 1 to 4094")
      .max(4094, "is not a valid VLAN ID: give 1 to 4094")
      .exactOptional()
      .describe("802.1Q VLAN ID. Default: the segment is untagged."),
    switch: key
      .exactOptional()
      .describe(
        "The switch that carries the segment; each of its hosts has an interface there (`hosts.<name>.nics`). " +
          "Switches are not connected to each other, so they may use the same VLAN IDs and subnets. Default: the bridged LAN.",
      ),
    hosts: z
      .array(z.string())
      .min(1)
      .exactOptional()
      .describe("Hosts that carry the segment. Default: every host that has an interface on its switch."),
    hostAddresses: z
      .record(z.string(), oneOrMore(interfaceAddress))
      .default({})
      .describe("The hosts' own addresses on the VLAN, by host. They add no route except the one to their subnet."),
    hostGateway: oneOrMore(address)
      .exactOptional()
      .describe("Router of the subnet of `hostAddresses`: reserved in the plan, never set as a default route."),
    links: z
      .record(z.string(), interfaceName)
      .default({})
      .describe(
        "Name of the subinterface, by host: that of one which the host has already, or one of your own. Default: NIC and VLAN ID, such as ens33.10.",
      ),
    shims: z
      .record(z.string(), oneOrMore(address))
      .default({})
      .describe(
        "Address of a host shim, by host, one for each subnet that it serves: a link through which the host reaches its own containers. Modes bridge and l2 only.",
      ),
    mtu: mtu
      .exactOptional()
      .describe("MTU of the subinterfaces and their containers, in bytes. Default: that of the NIC."),
  })
  .describe(
    "A broadcast domain (switch domain and VLAN ID) with one or several subnets: the same Docker network on each of its hosts.",
  );

/** A Docker network that ends at its host. */
export const bridge = z
  .strictObject({
    network: networkName.describe("Name of the Docker network, the same on every host."),
    subnet: subnet.describe("Subnet of the containers; every host uses the same one, behind its own address."),
    gateway: address.describe("The host's address on the bridge."),
  })
  .describe("A Docker bridge network beside the segments, through which containers get out by NAT on their host.");

function isPowerOfTwo(size: number): boolean {
  return size >= 1 && Number.isInteger(Math.log2(size));
}
