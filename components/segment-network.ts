import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { DRIVERS, modesOf, type DriverMode, type DriverName } from "../topology/drivers";
import { STACK_LABEL, SWITCH_LABEL } from "../topology/naming";
import { segment as segmentSchema } from "../topology/schema/segment-schema";
import type { DockerHost } from "./docker-host";
import { familyOptions, hasFamily, poolArgs, type NetworkSubnet } from "./network-pools";
import { parseArgs, refusal } from "./refusal";
import { TOKENS } from "./tokens";

/** The carrier of a segment on one host. */
export interface NetworkCarrier {
  /** The host that carries the segment. */
  readonly host: DockerHost;
  /** The link that carries the segment: a NIC, a bond, or `VlanSubinterface.link`. */
  readonly link: pulumi.Input<string>;
  /** Range of automatic addresses in the only subnet, disjoint from those of other hosts. Default: the whole subnet. */
  readonly ipRange?: string | undefined;
}

export interface SegmentNetworkArgs {
  /** Name of the Docker network, the same on every host. */
  readonly network: string;
  /** The only subnet, in CIDR notation, without host bits, such as `172.16.10.0/24`. Either this or `subnets`. */
  readonly subnet?: string | undefined;
  /** Address of the router in `subnet`. */
  readonly gateway?: string | undefined;
  /** Several subnets, of one or both families. Either this or `subnet`. */
  readonly subnets?: readonly NetworkSubnet[] | undefined;
  /** VLAN ID, for information only: the links of `carriers` do the tagging. Default: untagged. */
  readonly vlan?: number | undefined;
  /** Driver of the network. Default: macvlan. */
  readonly driver?: DriverName | undefined;
  /** Mode of the driver. Default: bridge for macvlan, l2 for ipvlan. */
  readonly mode?: DriverMode | undefined;
  /** Whether the segment has no router, and its subnets no gateway. Needs Docker 28 or later. Default: false. */
  readonly internal?: boolean | undefined;
  /** Whether its containers take addresses and routes from router advertisements. Default: false. */
  readonly slaac?: boolean | undefined;
  /** Name of the switch that carries the segment. Default: the bridged LAN. */
  readonly switch?: string | undefined;
  /** One for each host that carries the segment. */
  readonly carriers: readonly NetworkCarrier[];
}

/** The type of the component in stacks created before version 0.2. */
export const FORMER_TYPE = { type: "macvlan-fabric:index:MacvlanNetwork" };

/**
 * A segment: the same Docker network on each of its hosts, with the given subnets and no other. Docker cannot change a network,
 * so changes replace it.
 *
 * @example
 * const vlan10 = new SegmentNetwork("vlan10", {
 *   network: "mac_net10",
 *   vlan: 10,
 *   subnets: [
 *     { subnet: "172.16.10.0/24", gateway: "172.16.10.1" },
 *     { subnet: "fd00:10::/64", gateway: "fd00:10::1" },
 *   ],
 *   carriers: [{ host: docker01, link: link01.link }, { host: docker02, link: link02.link }],
 * });
 */
export class SegmentNetwork extends pulumi.ComponentResource {
  /** Name of the Docker network on every host. */
  readonly network: string;
  /** Whether its containers take addresses and routes from router advertisements. */
  readonly slaac: boolean;
  /** The network on each host, by host name. */
  readonly networks: ReadonlyMap<string, docker.Network>;

  constructor(name: string, args: SegmentNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    const { network, subnet, gateway, subnets, vlan, internal = false, slaac = false, carriers } = args;
    const driver = parseArgs(segmentSchema.shape.driver, args.driver, `driver of SegmentNetwork ${name}`);
    const mode = parseMode(args.mode, driver, name);
    const place = {
      ...(vlan === undefined ? {} : { vlan }),
      ...(args.switch === undefined ? {} : { switch: args.switch }),
    };
    const single = { subnet, ...(gateway === undefined ? {} : { gateway }) };
    super(
      TOKENS.segmentNetwork,
      name,
      { network, ...(subnets === undefined ? single : { subnets }), ...place },
      pulumi.mergeOptions(opts, { aliases: [FORMER_TYPE] }),
    );
    this.network = network;
    this.slaac = slaac;
    const pools = listSubnets(args, name);
    const made = carriers.map((carrier) => {
      const settings = { network, driver, mode, internal, subnets: pools, switchName: args.switch };
      return [carrier.host.host, createNetwork(name, settings, carrier, this)] as const;
    });
    this.networks = new Map(made);
    this.registerOutputs({ network });
  }
}

function parseMode(given: unknown, driver: DriverName, name: string): DriverMode {
  const source = `mode of SegmentNetwork ${name}`;
  const mode = given === undefined ? DRIVERS[driver].modes[0] : parseArgs(segmentSchema.shape.mode, given, source);
  if (modesOf(driver).includes(mode)) return mode;
  const choice = modesOf(driver).join(" or ");
  throw refusal(`${source}: ${mode} is not a mode of ${driver}: use ${choice}, or leave it out`);
}

/** The subnets, whichever way they are given. */
function listSubnets(
  { subnet, gateway, subnets, carriers }: SegmentNetworkArgs,
  name: string,
): readonly NetworkSubnet[] {
  if ((subnet === undefined) === (subnets === undefined)) {
    throw refusal(`subnets of SegmentNetwork ${name}: give either subnet and gateway, or subnets`);
  }
  if (subnets !== undefined) return subnets;
  const ipRanges = Object.fromEntries(
    carriers.flatMap(({ host, ipRange }) => (ipRange === undefined ? [] : [[host.host, ipRange]])),
  );
  return [{ subnet: subnet ?? "", gateway, ipRanges }];
}

interface NetworkSettings {
  readonly network: string;
  readonly driver: DriverName;
  readonly mode: DriverMode;
  readonly internal: boolean;
  readonly subnets: readonly NetworkSubnet[];
  readonly switchName: string | undefined;
}

function createNetwork(
  name: string,
  { network, driver, mode, internal, subnets, switchName }: NetworkSettings,
  { host, link }: NetworkCarrier,
  parent: pulumi.Resource,
): docker.Network {
  return new docker.Network(
    `${name}-${host.host}`,
    {
      name: network,
      driver,
      options: { parent: link, [DRIVERS[driver].modeOption]: mode, ...familyOptions(subnets) },
      ipamConfigs: poolArgs(subnets, host.host),
      ipv6: hasFamily(subnets, 6),
      ...(internal ? { internal } : {}),
      labels: [
        { label: STACK_LABEL, value: pulumi.getStack() },
        ...(switchName === undefined ? [] : [{ label: SWITCH_LABEL, value: switchName }]),
      ],
    },
    host.dockerOptions(parent, host.freed),
  );
}
