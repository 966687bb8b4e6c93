import { Transform, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { pack as newPack, type Pack } from "tar-stream";
import { UserError } from "../../support/errors";
import type { Progress } from "../../support/terminal";
import type { ImageFiles } from "../../topology/model/topology";
import { readArchive } from "./archive-content";
import { contextEntries } from "./context-content";
import { packArchive } from "./pack-archive";
import { packContext } from "./pack-context";

interface Destination {
  /** The host's own, such as `linux/amd64`. */
  readonly platform: string;
  /** Name of the host, for messages. */
  readonly host: string;
  /** What an archive is to be called there. */
  readonly image: string;
  readonly to: Writable;
  readonly progress: Progress;
}

/** Streams the files of an image. @throws UserError when the archive has none for the host's platform */
export async function sendFiles(files: ImageFiles, { to, progress, ...destination }: Destination): Promise<void> {
  const pack = newPack();
  const filling = files.kind === "archive" ? await archiveFiller(files, destination) : contextFiller(files);
  const streaming = pipeline(pack, countBytes(progress), to);
  await Promise.all([filling(pack).catch((error: unknown) => pack.destroy(error as Error)), streaming]);
}

type Filler = (pack: Pack) => Promise<void>;

function contextFiller({ context, dockerfile }: ImageFiles & { kind: "build" }): Filler {
  return (pack) => packContext(pack, context, contextEntries(context, dockerfile), dockerfile);
}

async function archiveFiller(
  { file, tag }: ImageFiles & { kind: "archive" },
  { platform, host, image }: Pick<Destination, "platform" | "host" | "image">,
): Promise<Filler> {
  const { variants } = (await readArchive(file, tag)).image;
  const variant = variants.find((each) => each.platform === platform);
  if (variant !== undefined) return (pack) => packArchive(pack, file, variant, image);
  const found = variants.map((each) => each.platform).join(" and ");
  throw new UserError(
    `${file} has the image for ${found}, but ${host} runs ${platform}: save the image for that, such as with \`docker pull --platform ${platform}\` before \`docker save\``,
  );
}

/** Bytes after which progress is reported again. */
const STEP = 64 * 1024 * 1024;

function countBytes(progress: Progress): Transform {
  let sent = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const before = Math.floor(sent / STEP);
      sent += chunk.length;
      if (Math.floor(sent / STEP) > before) progress(`${Math.floor(sent / 1024 / 1024)} MiB sent`);
      done(undefined, chunk);
    },
  });
}
