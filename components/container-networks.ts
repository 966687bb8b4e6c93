import type * as docker from "@pulumi/docker";
import { familyOf } from "../topology/ip";
import type { BridgeNetwork } from "./bridge-network";
import type { DockerHost } from "./docker-host";
import { refusal } from "./refusal";
import type { SegmentNetwork } from "./segment-network";

interface Attachment {
  /** Whether the container's default route leads to this network's gateway. Default: false; without any, Docker chooses. */
  readonly isDefaultGateway?: boolean;
}

/** The attachment of a container to a segment. */
export interface SegmentAttachment extends Attachment {
  /** A segment that the container's host carries. */
  readonly segment: SegmentNetwork;
  /** Fixed address on the segment; one of each family that the segment has, because Docker would choose the other. */
  readonly address: string | readonly string[];
  /** MAC, such as `02:00:00:00:00:0a`; needs Docker 29.3 or later. A change replaces the container. Default: Docker's choice. */
  readonly mac?: string | undefined;
  /** What error messages call the MAC, such as its path in a configuration. Default: the container and the network. */
  readonly path?: string | undefined;
}

/** The attachment of a container to a bridge network. */
export interface BridgeAttachment extends Attachment {
  /** A bridge network of the container's host. */
  readonly bridge: BridgeNetwork;
  /** Fixed address on the bridge. */
  readonly address: string;
}

/**
 * Sysctls of an endpoint, for Docker 27 and later: no addresses or routes from router advertisements. Where there is no IPv6
 * address, Docker turns IPv6 off.
 */
const WITHOUT_SLAAC =
  "com.docker.network.endpoint.sysctls=net.ipv6.conf.IFNAME.accept_ra=0,net.ipv6.conf.IFNAME.autoconf=0";

/** The networks of a container as Docker's provider takes them. */
export function networkArgs(
  name: string,
  { host }: DockerHost,
  segments: readonly SegmentAttachment[],
  bridges: readonly BridgeAttachment[],
): docker.types.input.ContainerNetworksAdvanced[] {
  const find = (kind: string, { network, networks }: SegmentNetwork | BridgeNetwork, remedy: string) => {
    const found = networks.get(host);
    if (found !== undefined) return { name: found.name };
    throw refusal(`${kind} of FabricContainer ${name}: host ${host} does not carry the network ${network}: ${remedy}`);
  };
  return [
    ...segments.map(({ segment, address, isDefaultGateway }) => ({
      ...find("attachments", segment, "add the host to the carriers of its SegmentNetwork"),
      ...addressArgs(name, segment.network, [address].flat()),
      ...(!segment.slaac && hasIpv6(address) ? { driverOpts: [WITHOUT_SLAAC] } : {}),
      ...priorityArgs(isDefaultGateway),
    })),
    ...bridges.map(({ bridge, address, isDefaultGateway }) => ({
      ...find("bridges", bridge, "add the host to the hosts of its BridgeNetwork"),
      ...addressArgs(name, bridge.network, [address]),
      ...priorityArgs(isDefaultGateway),
    })),
  ];
}

/** @throws pulumi.RunError unless there is one address, or one of each family: Docker gives an endpoint no more */
function addressArgs(
  name: string,
  network: string,
  addresses: readonly string[],
): { ipv4Address?: string; ipv6Address?: string } {
  const args: Record<string, string> = {};
  for (const address of addresses) args[familyOf(address) === 6 ? "ipv6Address" : "ipv4Address"] = address;
  if (addresses.length > 0 && Object.keys(args).length === addresses.length) return args;
  const given = addresses.join(" and ") || "no address";
  throw refusal(
    `attachments of FabricContainer ${name}: ${given} on the network ${network}: give one address, or one of each family`,
  );
}

function hasIpv6(address: string | readonly string[]): boolean {
  return [address].flat().some((each) => familyOf(each) === 6);
}

/** Docker 28 and later; older engines ignore it. */
function priorityArgs(isDefaultGateway = false): { gwPriority?: number } {
  return isDefaultGateway ? { gwPriority: 1 } : {};
}
