import { registryContainer } from "./registry-scripts";
import { hostScript } from "./render";

export interface PublishSpec {
  /** Key of the image in the configuration. */
  readonly image: string;
  /** An image that the host has or can pull. */
  readonly source: string;
  /** `endpoint/name`, without tag. */
  readonly repository: string;
  readonly tag: string;
  /**
   * For an image that no registry has: the resource that brings it to the host, as a pattern, and which other images the host
   * has from it, as a pattern of `docker image ls`. Default: the source can be pulled.
   */
  readonly upload?: { readonly resource: string; readonly others: string } | undefined;
}

/** Tags and pushes an image from a host and prints its reference by digest, `endpoint/name@sha256:…`. */
export function publishImageScript(stack: string, { image, source, repository, tag, upload }: PublishSpec): string {
  const { resource = "", others = "" } = upload ?? {};
  const values = { image, source, repository, tag, upload: resource, others, server: registryContainer(stack) };
  return hostScript(stack, values, "registry-answer.sh", "registry-refuse.sh", "publish-image.sh");
}

export interface ReceiveSpec {
  /** What the image is called on the host. */
  readonly image: string;
  /** Where the configuration describes it. */
  readonly path: string;
  readonly kind: "archive" | "build";
  /** For `build`: the Dockerfile's path in the context, and `NAME=value` lines. */
  readonly dockerfile: string;
  readonly args: string;
}

/** Loads or builds an image from stdin, unless the host has it; prints `present` or the host's platform first. For `sh -c`. */
export function receiveImageScript(stack: string, { image, path, kind, dockerfile, args }: ReceiveSpec): string {
  return hostScript(stack, { image, path, kind, dockerfile, args }, "receive-image.sh");
}
