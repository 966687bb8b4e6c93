import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { dockerSshOptions } from "../../host/docker-ssh";
import type { SshLogin } from "../../host/openssh";
import { rootCommand } from "../../host/root-shell";
import { receiveImageScript } from "../../host/image-scripts";
import { messageOf, UserError } from "../../support/errors";
import type { Progress } from "../../support/terminal";
import type { ImageFiles } from "../../topology/model/topology";
import { contentHash } from "./image-content";
import { sendFiles } from "./send-files";

/** An image to bring to a host. */
export interface Upload {
  /** Where the configuration describes it, such as `images.web.build`. */
  readonly path: string;
  readonly stack: string;
  /** Name of the host, for messages. */
  readonly host: string;
  readonly ssh: SshLogin;
  /** Its name on the host. */
  readonly image: string;
  readonly files: ImageFiles;
  /** What the name stands for. */
  readonly hash: string;
}

/** Seconds that a host may take to receive and build an image. */
const WITHIN = 3600;

/**
 * Has a host load or build an image from files of this machine, unless the host has it. One login; the files go through it as a
 * stream, past every limit of command lines, and are stored nowhere on the way.
 * @throws UserError with what is wrong, and what the host says about it
 */
export async function upload({ path, host, ssh, ...rest }: Upload, progress: Progress): Promise<void> {
  const { files, hash } = rest;
  if ((await contentHash(files)) !== hash)
    throw new UserError(`${path}: its files have changed since the update began: run it again`);
  const { user, port, host: address, ...security } = ssh;
  const options = ["-F", "none", "-T", ...dockerSshOptions(security), "-p", String(port), "-l", user];
  const child = spawn("ssh", [...options, "--", address, rootCommand(user, WITHIN, receiver({ path, ...rest }))]);
  const errors = text(child.stderr);
  const ended = once(child, "close") as Promise<[number | null]>;
  const platform = await firstLine(child.stdout);
  const failure =
    platform === undefined || platform === "present"
      ? undefined
      : await sendFiles(files, { platform, host, image: rest.image, to: child.stdin, progress }).then(
          () => undefined,
          (error: unknown) => error,
        );
  child.stdin.destroy();
  const [code] = await ended;
  if (failure instanceof UserError) throw new UserError(`${path}: ${failure.message}`);
  const said = (await errors).trim();
  if (code === 124) throw new UserError(`${path}: ${host} took longer than ${WITHIN / 60} min for the image`);
  // What the host says is the reason for a stream that broke off.
  if (code !== 0)
    throw new UserError(said === "" ? `${path}: the connection to ${host} broke off: run it again` : said);
  if (failure !== undefined) throw new UserError(`${path}: ${messageOf(failure)}`);
  progress(platform === "present" ? `${host} has it already` : `${host} has it`);
}

function receiver({ path, stack, image, files }: Pick<Upload, "path" | "stack" | "image" | "files">): string {
  const { dockerfile, args } = files.kind === "build" ? files : { dockerfile: "", args: {} };
  const lines = Object.entries(args).map(([name, value]) => `${name}=${value}`);
  return receiveImageScript(stack, { image, path, kind: files.kind, dockerfile, args: lines.join("\n") });
}

/** The first line of a stream, if it has one; the rest is dropped. */
async function firstLine(stream: Readable): Promise<string | undefined> {
  try {
    for await (const line of createInterface({ input: stream })) return line;
    return undefined;
  } finally {
    stream.resume();
  }
}
