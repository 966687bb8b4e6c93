import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { STACK_LABEL } from "../topology/naming";
import type { DockerHost } from "./docker-host";
import { familyOptions, hasFamily, poolArgs } from "./network-pools";
import { TOKENS } from "./tokens";

export interface BridgeNetworkArgs {
  /** Name of the Docker network, the same on every host. */
  readonly network: string;
  /** Subnet of the containers in CIDR notation, without host bits, such as `172.30.0.0/24`. */
  readonly subnet: string;
  /** The hosts' own address on their bridges. */
  readonly gateway: string;
  /** Hosts that get one. */
  readonly hosts: readonly DockerHost[];
}

/**
 * A Docker bridge network beside the segments, on each of its hosts: containers get out through their host, which translates
 * their addresses. It ends at its host, so every host uses the same subnet.
 *
 * @example
 * const nat = new BridgeNetwork("nat", {
 *   network: "nat",
 *   subnet: "172.30.0.0/24",
 *   gateway: "172.30.0.1",
 *   hosts: [docker01],
 * });
 */
export class BridgeNetwork extends pulumi.ComponentResource {
  /** Name of the Docker network on every host. */
  readonly network: string;
  /** The network on each host, by host name. */
  readonly networks: ReadonlyMap<string, docker.Network>;

  constructor(name: string, args: BridgeNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    const { network, subnet, gateway, hosts } = args;
    super(TOKENS.bridgeNetwork, name, { network, subnet, gateway }, opts);
    this.network = network;
    this.networks = new Map(hosts.map((host) => [host.host, createBridge(name, args, host, this)]));
    this.registerOutputs({ network });
  }
}

function createBridge(
  name: string,
  { network, subnet, gateway }: BridgeNetworkArgs,
  host: DockerHost,
  parent: pulumi.Resource,
): docker.Network {
  const subnets = [{ subnet, gateway }];
  const ipv6 = hasFamily(subnets, 6);
  return new docker.Network(
    `${name}-${host.host}`,
    {
      name: network,
      driver: "bridge",
      // A daemon's `default-network-opts` can turn IPv6 on for bridges, with a subnet of its own choice.
      options: { ...familyOptions(subnets), ...(ipv6 ? {} : { "com.docker.network.enable_ipv6": "false" }) },
      ipamConfigs: poolArgs(subnets, host.host),
      ipv6,
      labels: [{ label: STACK_LABEL, value: pulumi.getStack() }],
    },
    host.dockerOptions(parent, host.freed),
  );
}
