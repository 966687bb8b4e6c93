import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { STACK_LABEL } from "../topology/naming";
import { containerOptions } from "../topology/schema/container-schema";
import { assignMacs, macLabels, wantedMacs } from "./container-macs";
import { networkArgs, type BridgeAttachment, type SegmentAttachment } from "./container-networks";
import type { DockerHost } from "./docker-host";
import { parseArgs } from "./refusal";
import { TOKENS } from "./tokens";

/**
 * How a container runs: `command` (default: a shell that sleeps), `capabilities` that it keeps, such as `CAP_NET_RAW` (default:
 * none), and `memory` in MiB, swap included (default: 64). Docker's provider has no argument for `pids`: `Fabric` sets it once
 * the container runs.
 */
export type ContainerOptions = z.input<typeof OPTIONS>;

const OPTIONS = containerOptions.omit({ pids: true });

export interface FabricContainerArgs extends ContainerOptions {
  /** Name of the container, and its hostname. */
  readonly container: string;
  /** The host that it runs on. */
  readonly host: DockerHost;
  /** Image by digest, present on the host or pulled by it; see `PublishedImage.on`. */
  readonly image: pulumi.Input<string>;
  /** One for each segment that the container is on. */
  readonly attachments: readonly SegmentAttachment[];
  /** One for each bridge network that the container is on. Default: none. */
  readonly bridges?: readonly BridgeAttachment[];
  /** What must be done before the container is made; after its failure, it is not. Default: nothing. */
  readonly after?: readonly pulumi.Resource[];
}

/**
 * A container with fixed addresses on each of its segments. It has no capabilities except those in `capabilities`.
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
    const { container, host, image, attachments, bridges = [], after = [], ...options } = args;
    const attach = [
      ...attachments.map(({ segment: { network }, address }) => ({ network, address })),
      ...bridges.map(({ bridge: { network }, address }) => ({ network, address })),
    ];
    super(TOKENS.fabricContainer, name, { container, host: host.host, attach }, opts);
    const macs = wantedMacs(name, attachments);
    this.container = new docker.Container(
      `${name}-container`,
      {
        name: container,
        hostname: container,
        image,
        networksAdvanced: networkArgs(name, host, attachments, bridges),
        restart: "unless-stopped",
        securityOpts: ["no-new-privileges:true"],
        labels: [{ label: STACK_LABEL, value: pulumi.getStack() }, ...macLabels(macs)],
        ...optionArgs(parseArgs(OPTIONS, options, `the options of FabricContainer ${name}`)),
      },
      host.dockerOptions(this, [...after]),
    );
    assignMacs(name, host, this.container, macs, this);
    this.registerOutputs({ id: this.container.id });
  }
}

/** The options of the configuration as Docker's provider takes them. */
function optionArgs({ command, capabilities, memory }: z.output<typeof OPTIONS>): Partial<docker.ContainerArgs> {
  return {
    command,
    capabilities: { adds: [...capabilities].sort(), drops: ["ALL"] },
    memory,
    // Memory and swap together, so no swap. Otherwise Docker sets a value that the provider then wants to remove.
    memorySwap: memory,
  };
}
