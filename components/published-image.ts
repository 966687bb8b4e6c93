import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { Image } from "../topology/model/topology";
import type { DockerHost } from "./docker-host";
import type { PrivateRegistry } from "./private-registry";
import { remoteScript } from "./remote-script";
import { publishImageScript } from "../host/scripts";
import { TOKENS } from "./tokens";

export interface PublishedImageArgs {
  readonly stack: string;
  readonly image: Image;
  readonly registry: PrivateRegistry;
  /** The registry's host, which pushes. */
  readonly from: DockerHost;
  /** Hosts that run the image. */
  readonly users: readonly DockerHost[];
}

/** An image in the private registry, pushed from the registry's host and pulled, by digest, on every host that runs it. */
export class PublishedImage extends pulumi.ComponentResource {
  /** `endpoint/name@sha256:…` */
  readonly reference: pulumi.Output<string>;
  /** The same on a host, once it is there, by host name. */
  readonly on: ReadonlyMap<string, pulumi.Output<string>>;

  constructor(name: string, args: PublishedImageArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      TOKENS.publishedImage,
      name,
      { image: args.image.name, tag: args.image.tag, source: args.image.source },
      opts,
    );
    this.reference = publish(name, args, this);
    this.on = new Map(
      args.users.map((user) => [user.hostName, user === args.from ? this.reference : this.pull(name, args, user)]),
    );
    this.registerOutputs({ reference: this.reference });
  }

  private pull(name: string, { registry }: PublishedImageArgs, user: DockerHost): pulumi.Output<string> {
    const opts = user.dockerOptions(this, registry.usable.get(user.hostName));
    return new docker.RemoteImage(`${name}-${user.hostName}`, { name: this.reference, keepLocally: true }, opts).name;
  }
}

function publish(name: string, args: PublishedImageArgs, parent: pulumi.Resource): pulumi.Output<string> {
  const { stack, image, registry, from } = args;
  const spec = { source: image.source, repository: `${registry.endpoint}/${image.name}`, tag: image.tag };
  const script = publishImageScript(stack, spec);
  const opts = from.childOptions(parent, [from.ready, ...(registry.usable.get(from.hostName) ?? [])]);
  const pushed = remoteScript(`${name}-push`, { ssh: from.ssh, script, timeout: 300 }, opts);
  return pulumi.unsecret(pushed.stdout).apply((text) => text.trim());
}
