import type * as command from "@pulumi/command";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { OwnershipPlan } from "../host/handover";
import { prepareHostScript, type EngineRequirement } from "../host/scripts";
import { isOlder } from "../topology/docker-version";
import type { BindPath } from "../topology/storage";
import type { Machine } from "./machines/machine";
import { releaseOnHost } from "./release-on-host";
import { remoteScript } from "./remote-script";
import { dockerProviderArgs, type RegistryLogin, type SshConnection } from "./ssh-connection";
import { TOKENS } from "./tokens";

export interface DockerHostArgs {
  /** The machine that Docker runs on. */
  readonly machine: Machine;
  /** Interfaces on other switches than the bridged LAN, by the name of the switch. Default: none. */
  readonly nics?: Readonly<Record<string, string>>;
  /** Interfaces that must receive frames for the MACs of containers, as macvlan networks need. Default: all of them. */
  readonly promiscuousNics?: readonly string[];
  /** The oldest Docker engine to accept, such as `27.0.1`. Default: any. */
  readonly docker?: string | undefined;
  /** What needs an engine of some version; a host without it is refused before it is changed. Default: nothing. */
  readonly requirements?: readonly EngineRequirement[];
  /** A registry that the provider pulls from with a login. Default: none. */
  readonly registryLogin?: RegistryLogin | undefined;
  /** Paths that containers mount, each with its place in the configuration; they must be there. Default: none. */
  readonly binds?: readonly BindPath[];
  /** Who owns what in the plan, so that what changes its owner on the host can be freed. Default: nothing. */
  readonly owned?: OwnershipPlan | undefined;
  /** What must be done before anything is made on the host. Default: nothing. */
  readonly after?: readonly pulumi.Resource[];
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
  /**
   * Done when the host has freed what changes its owner there. For links and networks, and what is on them, to depend on; the
   * registry and images do not, since other hosts need them, too.
   */
  readonly freed: pulumi.Resource[];
  /** The resource whose deletion deletes everything on the host; undefined for a machine that outlives the stack. */
  readonly lifetime: pulumi.Resource | undefined;
  /** Version of the Docker engine, such as `26.1.5`. */
  readonly dockerVersion: pulumi.Output<string>;

  constructor(name: string, args: DockerHostArgs, opts?: pulumi.ComponentResourceOptions) {
    const { machine, nics: others = {}, docker: oldest, requirements = [] } = args;
    const { host, address, nic, mtu } = machine;
    const required = newestRequired(requirements);
    super(
      TOKENS.dockerHost,
      name,
      {
        ...{ host, address, nic, mtu },
        ...(Object.keys(others).length === 0 ? {} : { nics: others }),
        ...(oldest === undefined ? {} : { docker: oldest }),
        ...(required === undefined ? {} : { required }),
      },
      opts,
    );
    this.host = host;
    this.address = address;
    this.nic = nic;
    this.ssh = machine.ssh;
    this.lifetime = machine.lifetime;
    const nics = [
      { nic, path: `hosts.${host}.nic` },
      ...Object.entries(others).map(([on, other]) => ({ nic: other, path: `hosts.${host}.nics.${on}` })),
    ];
    const script = prepareHostScript(pulumi.getStack(), {
      ...{ name: host, address, nics, docker: oldest, requirements, binds: args.binds ?? [] },
      promiscuous: args.promiscuousNics ?? nics.map((each) => each.nic),
    });
    const options = this.childOptions(this, [machine.ready, ...(args.after ?? [])]);
    this.freed = args.owned === undefined ? [] : [releaseOnHost(name, machine, args.owned, options)];
    this.ready = remoteScript(`${name}-prepare`, { ssh: this.ssh, script, timeout: 180 }, options);
    this.provider = new docker.Provider(`${name}-docker`, dockerProviderArgs(this.ssh, args.registryLogin), {
      parent: this,
    });
    this.dockerVersion = pulumi.unsecret(this.ready.stdout);
    this.registerOutputs({ dockerVersion: this.dockerVersion });
  }

  /**
   * Options of a resource on this host: it is deleted with the machine, and made anew on a new one, and on another host when it
   * moves. An existing machine is known by the name of its host. To the engine, another connection or provider alone is no reason to replace anything.
   */
  childOptions(parent: pulumi.Resource, dependsOn: pulumi.Resource[] = []): pulumi.CustomResourceOptions {
    const { lifetime, host } = this;
    const own = { parent, dependsOn };
    if (lifetime === undefined) return { ...own, replacementTrigger: host };
    // A machine of the stack's own and an existing one under the same name are two machines.
    return { ...own, replacementTrigger: `own ${host}`, deletedWith: lifetime, replaceWith: [lifetime] };
  }

  /** Options of a Docker resource on this host. */
  dockerOptions(parent: pulumi.Resource, dependsOn: pulumi.Resource[] = []): pulumi.CustomResourceOptions {
    return {
      ...this.childOptions(parent, [this.ready, ...dependsOn]),
      provider: this.provider,
      deleteBeforeReplace: true,
      // What was created and failed then, such as a container that did not start, is made anew by the next update. Otherwise
      // the engine takes it for created.
      replaceOnChanges: ["#initerror"],
    };
  }
}

/** The version that an accepted engine has at least, because of the requirements. */
function newestRequired(requirements: readonly EngineRequirement[]): string | undefined {
  const versions = requirements.flatMap(({ since, before }) => (before === undefined ? [since] : []));
  return versions.reduce<string | undefined>(
    (newest, since) => (newest === undefined || isOlder(newest, since) ? since : newest),
    undefined,
  );
}
