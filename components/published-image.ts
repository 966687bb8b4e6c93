import type * as command from "@pulumi/command";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { publishImageScript } from "../host/image-scripts";
import { toOrigin } from "../topology/model/images";
import type { ImageOrigin } from "../topology/model/topology";
import { imageOrigin } from "../topology/schema/image-schema";
import type { z } from "zod";
import type { DockerHost } from "./docker-host";
import { uploadImage } from "./image-upload";
import type { PrivateRegistry } from "./private-registry";
import { parseArgs } from "./refusal";
import { remoteScript } from "./remote-script";
import { TOKENS } from "./tokens";
import { unlessFailed } from "./unless-failed";

/**
 * Where an image comes from, as in the configuration: one of `source`, an image on the registry's host or pulled there (default:
 * the image's name), `archive` and `build`, which are beside the program's Pulumi.yaml.
 */
export type ImageOriginArgs = z.input<typeof imageOrigin>;

export interface PublishedImageArgs extends ImageOriginArgs {
  /** Name in the registry, such as `busybox`. */
  readonly image: string;
  /** Tag in the registry, such as `v1`. */
  readonly tag: string;
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
  /** What brings it to the registry's host, what pushes it, and what pulls it. */
  readonly resources: readonly pulumi.Resource[];

  constructor(name: string, args: PublishedImageArgs, opts?: pulumi.ComponentResourceOptions) {
    const { image, tag, registry, users, ...given } = args;
    const { source = image, ...files } = parseArgs(imageOrigin, given, `the origin of PublishedImage ${name}`);
    const origin = Object.keys(files).length === 0 ? { source } : files;
    super(TOKENS.publishedImage, name, { image, tag, ...origin }, opts);
    const [pushed, ...before] = publish(name, { image, tag, registry }, toOrigin(image, origin), this);
    this.reference = pulumi.unsecret(pushed.stdout).apply((text) => text.trim());
    // What depends on a failed push is skipped, but only after plugin and policies have checked its inputs, an image by digest.
    const nothing = pushed.urn.apply(() => `${registry.endpoint}/${image}@sha256:${"0".repeat(64)}`);
    const used = unlessFailed(this.reference, nothing);
    const pulled = users
      .filter((user) => user !== registry.host)
      .map((user) => [user.host, this.pull(name, used, registry, user)] as const);
    const pulls = new Map(pulled);
    this.on = new Map(users.map(({ host }) => [host, pulls.get(host)?.name ?? used]));
    this.resources = [...before, pushed, ...pulls.values()];
    this.registerOutputs({ reference: this.reference });
  }

  private pull(
    name: string,
    image: pulumi.Output<string>,
    registry: PrivateRegistry,
    user: DockerHost,
  ): docker.RemoteImage {
    const opts = user.dockerOptions(this, registry.usable.get(user.host));
    // Pulled before the old one is given up: otherwise the engine deletes the containers first, also where the pull then fails.
    const pullFirst = { ...opts, deleteBeforeReplace: false };
    return new docker.RemoteImage(`${name}-${user.host}`, { name: image, keepLocally: true }, pullFirst);
  }
}

/** Pushes an image from the registry's host; what has to be there before follows in the result. */
function publish(
  name: string,
  { image, tag, registry }: Pick<PublishedImageArgs, "image" | "tag" | "registry">,
  origin: ImageOrigin,
  parent: pulumi.Resource,
): [pushed: command.remote.Command, ...before: pulumi.Resource[]] {
  const { host, endpoint, usable } = registry;
  const spec = { image, repository: `${endpoint}/${image}`, tag };
  const push = (script: pulumi.Input<string>, before: pulumi.Resource[]): command.remote.Command => {
    const opts = host.childOptions(parent, [host.ready, ...(usable.get(host.host) ?? []), ...before]);
    return remoteScript(`${name}-push`, { ssh: host.ssh, script, timeout: 1800 }, opts);
  };
  const stack = pulumi.getStack();
  if (origin.kind === "reference") return [push(publishImageScript(stack, { ...spec, source: origin.source }), [])];
  const resource = `${name}-upload`;
  const opts = host.childOptions(parent, [host.ready]);
  const uploaded = uploadImage(resource, { image, files: origin, host }, opts);
  const upload = { resource: `**::${resource}`, others: uploaded.names };
  const script = uploaded.name.apply((source) => publishImageScript(stack, { ...spec, source, upload }));
  return [push(script, [uploaded.resource]), uploaded.resource];
}
