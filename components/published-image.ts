import type * as command from "@pulumi/command";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { publishImageScript } from "../host/scripts";
import type { DockerHost } from "./docker-host";
import type { PrivateRegistry } from "./private-registry";
import { remoteScript } from "./remote-script";
import { TOKENS } from "./tokens";

export interface PublishedImageArgs {
  /** Name in the registry, such as `busybox`. */
  readonly image: string;
  /** Tag in the registry, such as `v1`. */
  readonly tag: string;
  /** Image to publish, present on the registry's host or pulled there. Default: `image`. */
  readonly source?: string;
  /** Where to publish it. */
  readonly registry: PrivateRegistry;
  /** Hosts that run the image: the registry's host, or its clients. */
  readonly users: readonly DockerHost[];
}

/**
 * An image in the private registry, pushed from the registry's host and pulled, by digest, on every host that runs it.
 *
 * @example
 * const busybox = new PublishedImage("busybox", { image: "busybox", tag: "v1", registry, users: [docker02] });
 */
export class PublishedImage extends pulumi.ComponentResource {
  /** `endpoint/name@sha256:…` */
  readonly reference: pulumi.Output<string>;
  /** The same for each user, once its host has the image, by host name. */
  readonly on: ReadonlyMap<string, pulumi.Output<string>>;
  /** What pushes it, and what pulls it. */
  readonly resources: readonly pulumi.Resource[];

  constructor(name: string, args: PublishedImageArgs, opts?: pulumi.ComponentResourceOptions) {
    const { image, tag, source = image } = args;
    super(TOKENS.publishedImage, name, { image, tag, source }, opts);
    const pushed = publish(name, args, this);
    this.reference = pulumi.unsecret(pushed.stdout).apply((text) => text.trim());
    const pulled = args.users
      .filter((user) => user !== args.registry.host)
      .map((user) => [user.host, this.pull(name, args.registry, user)] as const);
    const pulls = new Map(pulled);
    this.on = new Map(args.users.map(({ host }) => [host, pulls.get(host)?.name ?? this.reference]));
    this.resources = [pushed, ...pulls.values()];
    this.registerOutputs({ reference: this.reference });
  }

  private pull(name: string, registry: PrivateRegistry, user: DockerHost): docker.RemoteImage {
    const opts = user.dockerOptions(this, registry.usable.get(user.host));
    return new docker.RemoteImage(`${name}-${user.host}`, { name: this.reference, keepLocally: true }, opts);
  }
}

function publish(
  name: string,
  { image, tag, source = image, registry }: PublishedImageArgs,
  parent: pulumi.Resource,
): command.remote.Command {
  const from = registry.host;
  const script = publishImageScript(pulumi.getStack(), { source, repository: `${registry.endpoint}/${image}`, tag });
  const opts = from.childOptions(parent, [from.ready, ...(registry.usable.get(from.host) ?? [])]);
  return remoteScript(`${name}-push`, { ssh: from.ssh, script, timeout: 300 }, opts);
}
