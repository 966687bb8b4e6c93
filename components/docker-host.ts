import type * as command from "@pulumi/command";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { prepareHostScript } from "../host/scripts";
import type { Machine } from "./machines/machine";
import { remoteScript } from "./remote-script";
import { dockerProviderArgs, type SshConnection } from "./ssh-connection";
import { TOKENS } from "./tokens";

export interface DockerHostArgs {
  /** The machine that Docker runs on. */
  readonly machine: Machine;
  /** Interfaces on other switches than the bridged LAN, prepared like the machine's own. Default: none. */
  readonly otherNics?: readonly string[];
  /** The oldest Docker engine to accept, such as `27.0.1`. Default: any. */
  readonly docker?: string | undefined;
}

/**
 * A prepared host whose Docker daemon answers. Create everything on the host with `dockerOptions` or `childOptions`, so that
 * it uses the host's provider and comes after its preparation.
 *
 * @example
 * const host = new DockerHost("docker01", { machine: vm });
 * new docker.Container("web", { image: "nginx" }, host.dockerOptions(parent));
 */
export class DockerHost extends pulumi.ComponentResource {
  /** Name of the host. */
  readonly host: string;
  /** Address on the bridged LAN, without prefix length. */
  readonly address: string;
  /** Interface on the bridged LAN. */
  readonly nic: string;
  /** Login, with the pinned host key. */
  readonly ssh: SshConnection;
  /** Provider of the host's Docker daemon. */
  readonly provider: docker.Provider;
  /** Done when the host is prepared and its Docker answers. */
  readonly ready: command.remote.Command;
  /** The resource whose deletion deletes everything on the host; undefined for a machine that outlives the stack. */
  readonly lifetime: pulumi.Resource | undefined;
  /** Version of the Docker engine, such as `26.1.5`. */
  readonly dockerVersion: pulumi.Output<string>;

  constructor(name: string, args: DockerHostArgs, opts?: pulumi.ComponentResourceOptions) {
    const { machine, otherNics = [], docker: oldest } = args;
    const { host, address, nic, mtu } = machine;
    super(
      TOKENS.dockerHost,
      name,
      { host, address, nic, mtu, ...(oldest === undefined ? {} : { docker: oldest }) },
      opts,
    );
    this.host = host;
    this.address = address;
    this.nic = nic;
    this.ssh = machine.ssh;
    this.lifetime = machine.lifetime;
    const script = prepareHostScript(pulumi.getStack(), {
      name: host,
      address,
      nics: [nic, ...otherNics],
      docker: oldest,
    });
    this.ready = remoteScript(
      `${name}-prepare`,
      { ssh: this.ssh, script, timeout: 180 },
      this.childOptions(this, [machine.ready]),
    );
    this.provider = new docker.Provider(`${name}-docker`, dockerProviderArgs(this.ssh), { parent: this });
    this.dockerVersion = pulumi.unsecret(this.ready.stdout);
    this.registerOutputs({ dockerVersion: this.dockerVersion });
  }

  /** Options of a resource on this host: it is deleted with the machine, and recreated on a new one. */
  childOptions(parent: pulumi.Resource, dependsOn: pulumi.Resource[] = []): pulumi.CustomResourceOptions {
    const { lifetime } = this;
    return { parent, dependsOn, ...(lifetime === undefined ? {} : { deletedWith: lifetime, replaceWith: [lifetime] }) };
  }

  /** Options of a Docker resource on this host. */
  dockerOptions(parent: pulumi.Resource, dependsOn: pulumi.Resource[] = []): pulumi.CustomResourceOptions {
    return {
      ...this.childOptions(parent, [this.ready, ...dependsOn]),
      provider: this.provider,
      deleteBeforeReplace: true,
    };
  }
}
