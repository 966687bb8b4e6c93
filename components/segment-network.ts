import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { STACK_LABEL, SWITCH_LABEL } from "../topology/naming";
import type { Segment } from "../topology/model/topology";
import type { DockerHost } from "./docker-host";
import { TOKENS } from "./tokens";

/** A host that carries the segment, with the link that its macvlan children sit on. */
export interface NetworkCarrier {
  readonly host: DockerHost;
  readonly link: pulumi.Input<string>;
}

export interface SegmentNetworkArgs {
  readonly stack: string;
  readonly segment: Segment;
  readonly carriers: readonly NetworkCarrier[];
}

/** Stacks made before 0.2 have the component under this type. */
const FORMER_TYPES = [{ type: "macvlan-fabric:index:MacvlanNetwork" }];

/** One segment: the same macvlan network on each of its hosts. Docker has no way to change a network, so changes replace. */
export class SegmentNetwork extends pulumi.ComponentResource {
  /** The network on each host, by host name. */
  readonly networks: ReadonlyMap<string, docker.Network>;

  constructor(name: string, args: SegmentNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    const { network, subnet, gateway, vlan } = args.segment;
    const inputs = { network, subnet, gateway, ...(vlan === undefined ? {} : { vlan }) };
    super(TOKENS.segmentNetwork, name, inputs, pulumi.mergeOptions(opts, { aliases: FORMER_TYPES }));
    this.networks = new Map(args.carriers.map((site) => [site.host.hostName, createNetwork(name, args, site, this)]));
    this.registerOutputs({ network });
  }
}

function createNetwork(
  name: string,
  args: SegmentNetworkArgs,
  site: NetworkCarrier,
  parent: pulumi.Resource,
): docker.Network {
  const { network, subnet, gateway, mode, switch: switchName, members } = args.segment;
  const range = members.find(({ host }) => host === site.host.hostName)?.ipRange?.range;
  return new docker.Network(
    `${name}-${site.host.hostName}`,
    {
      name: network,
      driver: "macvlan",
      options: { parent: site.link, macvlan_mode: mode },
      ipamConfigs: [{ subnet, gateway, ...(range === undefined ? {} : { ipRange: range }) }],
      ipv6: subnet.includes(":"),
      labels: [
        { label: STACK_LABEL, value: args.stack },
        ...(switchName === undefined ? [] : [{ label: SWITCH_LABEL, value: switchName }]),
      ],
    },
    site.host.dockerOptions(parent),
  );
}
