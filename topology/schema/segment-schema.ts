import { z } from "zod";
import { address, interfaceAddress, key, mtu, networkName, owner, range, subnet } from "./primitives";

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

/** A broadcast domain with one subnet. */
export const segment = z
  .strictObject({
    network: networkName.describe("Name of the Docker network, the same on every host."),
    subnet: subnet.describe("Subnet of the containers, IPv4 or IPv6, without host bits."),
    gateway: address.describe(
      "Router of the segment. Required, because Docker before 28 guesses one, and Docker 29 and later sets no route.",
    ),
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
    mode: z.enum(["bridge", "private", "vepa"]).default("bridge").describe("Mode of the macvlan network."),
    hosts: z
      .array(z.string())
      .min(1)
      .exactOptional()
      .describe("Hosts that carry the segment. Default: every host that has an interface on its switch."),
    hostAddresses: z
      .record(z.string(), interfaceAddress)
      .default({})
      .describe("The hosts' own addresses on the VLAN, by host. They add no route except the one to their subnet."),
    hostGateway: address
      .exactOptional()
      .describe("Router of the subnet of `hostAddresses`: reserved in the plan, never set as a default route."),
    shims: z
      .record(z.string(), address)
      .default({})
      .describe(
        "Address of a host shim, by host: a macvlan link through which the host reaches its own containers. Mode bridge only.",
      ),
    mtu: mtu
      .exactOptional()
      .describe("MTU of the subinterfaces and their containers, in bytes. Default: that of the NIC."),
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
  })
  .describe(
    "A broadcast domain (switch domain and VLAN ID) with one subnet: the same macvlan network on each of its hosts.",
  );

function isPowerOfTwo(size: number): boolean {
  return size >= 1 && Number.isInteger(Math.log2(size));
}
