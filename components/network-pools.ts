import type * as docker from "@pulumi/docker";
import { familyOf } from "../topology/ip";

/** A subnet of a Docker network. */
export interface NetworkSubnet {
  /** CIDR notation, without host bits, IPv4 or IPv6, such as `172.16.10.0/24`. */
  readonly subnet: string;
  /** Address of its router. Default: none, which only an `internal` network may have. */
  readonly gateway?: string | undefined;
  /** Range of automatic addresses, by host, disjoint from those of the other hosts. Default: the whole subnet. */
  readonly ipRanges?: Readonly<Record<string, string>> | undefined;
}

/** The pools of a network on one host; nothing is left for Docker to choose. */
export function poolArgs(subnets: readonly NetworkSubnet[], host: string): docker.types.input.NetworkIpamConfig[] {
  return subnets.map(({ subnet, gateway, ipRanges = {} }) => {
    const ipRange = ipRanges[host];
    return { subnet, ...(gateway === undefined ? {} : { gateway }), ...(ipRange === undefined ? {} : { ipRange }) };
  });
}

/**
 * The option that keeps a network to IPv6 alone; Docker 28 and later know it, and without it add an IPv4 subnet from their own
 * pools. A network with IPv4 alone needs none: IPv6 is off by default.
 */
export function familyOptions(subnets: readonly NetworkSubnet[]): Record<string, string> {
  return hasFamily(subnets, 4) ? {} : { "com.docker.network.enable_ipv4": "false" };
}

export function hasFamily(subnets: readonly NetworkSubnet[], family: 4 | 6): boolean {
  return subnets.some(({ subnet }) => familyOf(subnet) === family);
}
