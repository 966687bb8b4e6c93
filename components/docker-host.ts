import type * as command from "@pulumi/command";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { prepareHostScript } from "../host/scripts";
import type { Host } from "../topology/model/topology";
import { remoteScript } from "./remote-script";
import type { BridgedVm } from "./bridged-vm";
import { dockerProviderArgs, type SshConnection } from "./ssh-connection";
import { TOKENS } from "./tokens";

export interface DockerHostArgs {
  readonly stack: string;
  readonly host: Host;
  readonly vm: BridgedVm;
}

/** A prepared host whose Docker daemon answers. Everything on the host is made after its `ready` and with its provider. */
export class DockerHost extends pulumi.ComponentResource {
  readonly hostName: string;
  readonly ssh: SshConnection;
  readonly provider: docker.Provider;
  /** Done when the host is prepared and its Docker answers. */
  readonly ready: command.remote.Command;
  readonly lifetime: pulumi.Resource | undefined;
  /** Version of the Docker engine, as `26.1.5`. */
  readonly dockerVersion: pulumi.Output<string>;

  constructor(name: string, args: DockerHostArgs, opts?: pulumi.ComponentResourceOptions) {
    const { name: host, address, nic, nics, mtu, docker: oldest } = args.host;
    const inputs = { host, address, nic, mtu, ...(oldest === undefined ? {} : { docker: oldest }) };
    super(TOKENS.dockerHost, name, inputs, opts);
    this.hostName = host;
    this.ssh = args.vm.ssh;
    this.lifetime = args.vm.lifetime;
    const script = prepareHostScript(args.stack, {
      name: host,
      nics: [nic, ...Object.values(nics)],
      address,
      docker: oldest,
    });
    this.ready = remoteScript(
      `${name}-prepare`,
      { ssh: this.ssh, script, timeout: 180 },
      this.childOptions(this, [args.vm.ready]),
    );
    this.provider = new docker.Provider(`${name}-docker`, dockerProviderArgs(this.ssh), { parent: this });
    this.dockerVersion = pulumi.unsecret(this.ready.stdout);
    this.registerOutputs({ dockerVersion: this.dockerVersion });
  }

  /** Options of a child that lives on this host: it goes with the machine, and is made again on a new one. */
  childOptions(parent: pulumi.Resource, dependsOn: pulumi.Resource[] = []): pulumi.CustomResourceOptions {
    const { lifetime } = this;
    return { parent, dependsOn, ...(lifetime === undefined ? {} : { deletedWith: lifetime, replaceWith: [lifetime] }) };
  }

  /** The same for a child that Docker makes. */
  dockerOptions(parent: pulumi.Resource, dependsOn: pulumi.Resource[] = []): pulumi.CustomResourceOptions {
    return {
      ...this.childOptions(parent, [this.ready, ...dependsOn]),
      provider: this.provider,
      deleteBeforeReplace: true,
    };
  }
}
