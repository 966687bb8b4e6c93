import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { STACK_LABEL } from "../topology/naming";
import { entriesOf } from "../topology/options/entries";
import type { WrittenFiles } from "./container-files";
import { assignMacs, macLabels, wantedMacs } from "./container-macs";
import { environmentArgs, type Environment } from "./container-environment";
import { waitHealthy, type Health } from "./container-health";
import { networkArgs, type BridgeAttachment, type SegmentAttachment } from "./container-networks";
import { optionArgs, OPTIONS, textMap } from "./container-options";
import type { DockerHost } from "./docker-host";
import { HOSTS_FILE_INPUTS, hostsFileArgs } from "./hosts-file";
import { COMPLETED, keptInputs } from "./kept-inputs";
import { parseArgs } from "./refusal";
import { TOKENS } from "./tokens";

/**
 * How a container runs, with the keys that a container has in a stack file (docs/configuration.md). Docker's provider has no
 * argument for `pids`: `Fabric` sets it once the container runs.
 */
export type ContainerOptions = z.input<typeof OPTIONS>;

export interface FabricContainerArgs extends ContainerOptions {
  /** Name of the container, and its hostname. */
  readonly container: string;
  /** The host that it runs on. */
  readonly host: DockerHost;
  /** Image by digest, present on the host or pulled by it; see `PublishedImage.on`. */
  readonly image: pulumi.Input<string>;
  /** One for each segment that the container is on. */
  readonly attachments: readonly SegmentAttachment[];
  /** Variables of the environment; what is secret stays so in the state. Default: none. */
  readonly environment?: Environment;
  /** Volumes and paths of the host, as Docker's provider takes them. Default: none. */
  readonly volumes?: readonly docker.types.input.ContainerVolume[];
  /** Files that the stack writes. Default: none. */
  readonly files?: WrittenFiles;
  /** One for each bridge network that the container is on. Default: none. */
  readonly bridges?: readonly BridgeAttachment[];
  /**
   * File on the host that the container has as its /etc/hosts, read-only; it must be there before the container. A container
   * that is there already gets it when it is next made. Default: Docker's own, which knows no other container.
   */
  readonly hostsFile?: string;
  /** Set to have what comes after it wait until it is healthy. Default: it only has to be started. */
  readonly health?: Health | undefined;
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
  /** Done when it is healthy; undefined where nobody waits for that. */
  readonly healthy: pulumi.Resource | undefined;

  constructor(name: string, args: FabricContainerArgs, opts?: pulumi.ComponentResourceOptions) {
    const {
      container,
      host,
      image,
      attachments,
      bridges = [],
      environment = {},
      hostsFile,
      volumes = [],
      files,
      health,
      after = [],
      ...given
    } = args;
    const options = parseArgs(OPTIONS, given, `the options of FabricContainer ${name}`);
    const attach = [
      ...attachments.map(({ segment: { network }, address }) => ({ network, address })),
      ...bridges.map(({ bridge: { network }, address }) => ({ network, address })),
    ];
    super(TOKENS.fabricContainer, name, { container, host: host.host, attach }, opts);
    const macs = wantedMacs(name, attachments);
    const own = { ...optionArgs(options), ...environmentArgs(environment) };
    const mounts = [...volumes, ...(files?.volumes ?? [])];
    const placed = host.dockerOptions(this, [...after, ...(files === undefined ? [] : [files.written])]);
    this.container = new docker.Container(
      `${name}-container`,
      {
        name: container,
        hostname: container,
        image,
        networksAdvanced: networkArgs(name, host, attachments, bridges),
        securityOpts: securityArgs(options),
        labels: labelArgs({
          [STACK_LABEL]: pulumi.getStack(),
          ...macLabels(macs),
          ...textMap(entriesOf(options.labels)),
        }),
        ...hostsFileArgs(hostsFile),
        ...(mounts.length === 0 ? {} : { volumes: mounts }),
        ...own,
      },
      {
        ...placed,
        ignoreChanges: [...HOSTS_FILE_INPUTS, ...COMPLETED],
        ...(files === undefined ? {} : { replaceWith: [...(placed.replaceWith ?? []), files.written] }),
        replacementTrigger: keptInputs(own, placed.replacementTrigger),
        ...(pulumi.Output.isInstance(own.envs) ? { additionalSecretOutputs: ["envs"] } : {}),
      },
    );
    assignMacs(name, host, this.container, macs, this);
    this.healthy = health && waitHealthy(name, host, this.container, health, this);
    this.registerOutputs({ id: this.container.id });
  }
}

/** Docker gives a container with all rights the label itself; the provider would take it for a change. */
function securityArgs({ privileged }: Pick<z.output<typeof OPTIONS>, "privileged">): string[] {
  return ["no-new-privileges:true", ...(privileged ? ["label=disable"] : [])];
}

function labelArgs(labels: Readonly<Record<string, string>>): docker.types.input.ContainerLabel[] {
  return Object.entries(labels).map(([label, value]) => ({ label, value }));
}
