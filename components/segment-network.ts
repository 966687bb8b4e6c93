import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { STACK_LABEL, SWITCH_LABEL } from "../topology/naming";
import { segment as segmentSchema } from "../topology/schema/segment-schema";
import type { DockerHost } from "./docker-host";
import { parseArgs } from "./refusal";
import { TOKENS } from "./tokens";

/** The carrier of a segment on one host. */
export interface NetworkCarrier {
  /** The host that carries the segment. */
  readonly host: DockerHost;
  /** The link that carries the segment: a NIC, a bond, or `VlanSubinterface.link`. */
  readonly link: pulumi.Input<string>;
  /** Range of automatic addresses in CIDR notation, disjoint from those of other hosts. Default: the whole subnet. */
  readonly ipRange?: string | undefined;
}

export interface SegmentNetworkArgs {
  /** Name of the Docker network, the same on every host. */
  readonly network: string;
  /** Subnet in CIDR notation, without host bits, such as `172.16.10.0/24`. */
  readonly subnet: string;
  /** Address of the segment's router. */
  readonly gateway: string;
  /** VLAN ID, for information only: the links of `carriers` do the tagging. Default: untagged. */
  readonly vlan?: number | undefined;
  /** macvlan mode. Default: bridge. */
  readonly mode?: "bridge" | "private" | "vepa";
  /** Name of the switch that carries the segment. Default: the bridged LAN. */
  readonly switch?: string | undefined;
  /** One for each host that carries the segment. */
  readonly carriers: readonly NetworkCarrier[];
}

/** The type of the component in stacks created before version 0.2. */
const FORMER_TYPES = [{ type: "macvlan-fabric:index:MacvlanNetwork" }];

/**
 * A segment: the same macvlan network on each of its hosts. Docker cannot change a network, so changes replace it.
 *
 * @example
 * const vlan10 = new SegmentNetwork("vlan10", {
 *   network: "mac_net10",
 *   vlan: 10,
 *   subnet: "172.16.10.0/24",
 *   gateway: "172.16.10.1",
 *   carriers: [{ host: docker01, link: link01.link }, { host: docker02, link: link02.link }],
 * });
 */
export class SegmentNetwork extends pulumi.ComponentResource {
  /** Name of the Docker network on every host. */
  readonly network: string;
  /** The network on each host, by host name. */
  readonly networks: ReadonlyMap<string, docker.Network>;

  constructor(name: string, args: SegmentNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    const { network, subnet, gateway, vlan } = args;
    const inputs = { network, subnet, gateway, ...(vlan === undefined ? {} : { vlan }) };
    super(TOKENS.segmentNetwork, name, inputs, pulumi.mergeOptions(opts, { aliases: FORMER_TYPES }));
    this.network = network;
    const mode = parseArgs(segmentSchema.shape.mode, args.mode, `mode of SegmentNetwork ${name}`);
    this.networks = new Map(
      args.carriers.map((carrier) => [carrier.host.host, createNetwork(name, { ...args, mode }, carrier, this)]),
    );
    this.registerOutputs({ network });
  }
}

function createNetwork(
  name: string,
  { network, subnet, gateway, mode, switch: switchName }: SegmentNetworkArgs & { readonly mode: string },
  { host, link, ipRange }: NetworkCarrier,
  parent: pulumi.Resource,
): docker.Network {
  return new docker.Network(
    `${name}-${host.host}`,
    {
      name: network,
      driver: "macvlan",
      options: { parent: link, macvlan_mode: mode },
      ipamConfigs: [{ subnet, gateway, ...(ipRange === undefined ? {} : { ipRange }) }],
      ipv6: subnet.includes(":"),
      labels: [
        { label: STACK_LABEL, value: pulumi.getStack() },
        ...(switchName === undefined ? [] : [{ label: SWITCH_LABEL, value: switchName }]),
      ],
    },
    host.dockerOptions(parent),
  );
}
