import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { join, relative } from "node:path";
import { shellWord } from "../support/shell-word";
import { localImage, localImages } from "../topology/naming";
import type { ImageFiles } from "../topology/model/topology";
import type { DockerHost } from "./docker-host";
import { contentHash } from "./images/image-content";
import type { Upload } from "./images/upload";
import { refusal } from "./refusal";
import { whenKeyed, withoutKeys } from "./ssh-connection";
import { messageOf, UserError } from "../support/errors";

/** An image that a host has from files beside the configuration. */
export interface UploadedImage {
  /** Its name on the host, which stands for its content. */
  readonly name: pulumi.Output<string>;
  /** Matches its names for all contents. */
  readonly names: string;
  readonly resource: command.local.Command;
}

/**
 * Brings an image to a host through ssh. The program sends nothing when the host has the content, so that it may run again for
 * whatever reason, such as another user's key file; the state holds the names of the files alone.
 */
export function uploadImage(
  name: string,
  { image, files, host }: { readonly image: string; readonly files: ImageFiles; readonly host: DockerHost },
  opts: pulumi.CustomResourceOptions,
): UploadedImage {
  const stack = pulumi.getStack();
  const path = `images.${image}.${files.kind}`;
  const hash = pulumi.output(readHash(path, files));
  const local = hash.apply((known) => localImage(stack, image, known));
  const spec = pulumi.all([hash, local, whenKeyed(host.ssh)]).apply(([known, called, login]): Upload => {
    return { path, stack, host: host.host, ssh: withoutKeys(login), image: called, files, hash: known };
  });
  const resource = new command.local.Command(
    name,
    {
      create: `node ${shellWord(relative(process.cwd(), join(__dirname, "images", "upload-main.cjs")))}`,
      stdin: spec.apply((known) => JSON.stringify(known)),
      addPreviousOutputInEnv: false,
      logging: command.local.Logging.Stderr,
    },
    opts,
  );
  return { name: local, names: localImages(stack, image), resource };
}

async function readHash(path: string, files: ImageFiles): Promise<string> {
  try {
    return await contentHash(files);
  } catch (error) {
    throw error instanceof UserError ? refusal(`${path}: ${messageOf(error)}`) : error;
  }
}
