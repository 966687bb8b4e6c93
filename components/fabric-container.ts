import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { containerMac, STACK_LABEL } from "../topology/naming";
import { containerOptions } from "../topology/schema/container-schema";
import type { DockerHost } from "./docker-host";
import { parseArgs, refusal } from "./refusal";
import type { SegmentNetwork } from "./segment-network";
import { TOKENS } from "./tokens";

/** The attachment of a container to a segment. */
export interface SegmentAttachment {
  /** A segment that the container's host carries. */
  readonly segment: SegmentNetwork;
  /** Fixed address on the segment, IPv4 or IPv6. */
  readonly address: string;
  /** MAC, such as `02:42:ac:10:0a:0a`. Default: derived from the address. */
  readonly mac?: string | undefined;
  /** Whether the container's default route leads to this segment's gateway. Default: false; without any, Docker chooses. */
  readonly isDefaultGateway?: boolean;
}

/**
 * How a container runs: `command` (default: a shell that sleeps), `capabilities` that it keeps, such as `CAP_NET_RAW` (default:
 * none), and `memory` in MiB, swap included (default: 64). Docker's provider has no argument for `pids`: `Fabric` sets it once
 * the container runs.
 */
export type ContainerOptions = Omit<z.input<typeof containerOptions>, "pids">;

export interface FabricContainerArgs extends ContainerOptions {
  /** Name of the container, and its hostname. */
  readonly container: string;
  /** The host that it runs on. */
  readonly host: DockerHost;
  /** Image by digest, present on the host or pulled by it; see `PublishedImage.on`. */
  readonly image: pulumi.Input<string>;
  /** One for each segment that the container is on. */
  readonly attachments: readonly SegmentAttachment[];
}

/**
 * A container with a fixed address and MAC on each of its segments. It has no capabilities except those in `capabilities`.
 *
 * @example
 * new FabricContainer("web", {
 *   container: "web",
 *   host: docker01,
 *   image: nginx.on.get("docker01"),
 *   attachments: [{ segment: vlan10, address: "172.16.10.10" }],
 * });
 */
export class FabricContainer extends pulumi.ComponentResource {
  /** The container itself. */
  readonly container: docker.Container;

  constructor(name: string, args: FabricContainerArgs, opts?: pulumi.ComponentResourceOptions) {
    const { container, host, image, attachments, ...options } = args;
    const attach = attachments.map(({ segment, address }) => ({ network: segment.network, address }));
    super(TOKENS.fabricContainer, name, { container, host: host.host, attach }, opts);
    this.container = new docker.Container(
      `${name}-container`,
      {
        name: container,
        hostname: container,
        image,
        networksAdvanced: attachments.map((attachment) => attachmentArgs(attachment, host, name)),
        restart: "unless-stopped",
        securityOpts: ["no-new-privileges:true"],
        labels: [{ label: STACK_LABEL, value: pulumi.getStack() }],
        ...optionArgs(parseArgs(containerOptions, options, `the options of FabricContainer ${name}`)),
      },
      host.dockerOptions(this),
    );
    this.registerOutputs({ id: this.container.id });
  }
}

/** The options of the configuration as Docker's provider takes them. */
function optionArgs({
  command,
  capabilities,
  memory,
}: z.output<typeof containerOptions>): Partial<docker.ContainerArgs> {
  return {
    command,
    capabilities: { adds: [...capabilities].sort(), drops: ["ALL"] },
    memory,
    // Memory and swap together, so no swap. Otherwise Docker sets a value that the provider then wants to remove.
    memorySwap: memory,
  };
}

function attachmentArgs(
  { segment, address, mac = containerMac(address), isDefaultGateway = false }: SegmentAttachment,
  { host }: DockerHost,
  container: string,
): docker.types.input.ContainerNetworksAdvanced {
  const network = segment.networks.get(host);
  if (network === undefined) {
    throw refusal(
      `attachments of FabricContainer ${container}: host ${host} does not carry the network ${segment.network}: ` +
        "add the host to the carriers of its SegmentNetwork",
    );
  }
  return {
    name: network.name,
    [address.includes(":") ? "ipv6Address" : "ipv4Address"]: address,
    macAddress: mac,
    ...(isDefaultGateway ? { gwPriority: 1 } : {}),
  };
}
