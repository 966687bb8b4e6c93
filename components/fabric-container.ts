import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { STACK_LABEL } from "../topology/naming";
import type { Attachment, Container } from "../topology/model/topology";
import type { DockerHost } from "./docker-host";
import { TOKENS } from "./tokens";

export interface FabricContainerArgs {
  readonly stack: string;
  readonly container: Container;
  readonly host: DockerHost;
  /** Image by digest, present on the host. */
  readonly image: pulumi.Input<string>;
  /** The networks on the container's host, by segment. */
  readonly networks: ReadonlyMap<string, docker.Network>;
}

/** A container with a fixed address and MAC on each of its segments. It keeps no capability but those that it names. */
export class FabricContainer extends pulumi.ComponentResource {
  readonly container: docker.Container;

  constructor(name: string, args: FabricContainerArgs, opts?: pulumi.ComponentResourceOptions) {
    const { container, host } = args;
    super(
      TOKENS.fabricContainer,
      name,
      { container: container.name, host: container.host, attach: container.attach },
      opts,
    );
    this.container = new docker.Container(
      `${name}-container`,
      {
        name: container.name,
        hostname: container.name,
        image: args.image,
        command: [...container.command],
        networksAdvanced: container.attach.map((attachment) => attach(attachment, args)),
        restart: "unless-stopped",
        capabilities: { adds: [...container.capabilities].sort(), drops: ["ALL"] },
        securityOpts: ["no-new-privileges:true"],
        memory: container.memory,
        // Memory and swap together: no swap. Left out, Docker fills in a value that the provider then wants to remove.
        memorySwap: container.memory,
        labels: [{ label: STACK_LABEL, value: args.stack }],
      },
      host.dockerOptions(this),
    );
    this.registerOutputs({ id: this.container.id });
  }
}

function attach(attachment: Attachment, { networks, container }: FabricContainerArgs) {
  const network = networks.get(attachment.segment);
  if (network === undefined) throw new Error(`no network for segment ${attachment.segment}`);
  const family = attachment.address.includes(":") ? "ipv6Address" : "ipv4Address";
  const isDefault = container.defaultGateway === attachment.segment;
  return {
    name: network.name,
    [family]: attachment.address,
    macAddress: attachment.mac,
    ...(isDefault ? { gwPriority: 1 } : {}),
  };
}
