import { createHash } from "node:crypto";
import { messageOf, UserError } from "../../support/errors";
import { readEntries } from "./archive-entries";
import { imagesIn, type ArchiveImage } from "./archive-images";

/** The image of an archive beside the configuration. */
export interface ArchiveContent {
  readonly image: ArchiveImage;
  /** Names the content; the same when the image is saved again. */
  readonly hash: string;
}

/** Reads which image of an archive is meant. @throws UserError that says what is wrong with the archive */
export async function readArchive(file: string, tag: string | undefined): Promise<ArchiveContent> {
  const image = choose(file, await readImages(file), tag);
  const contents = image.variants.map(({ content }) => content).sort();
  return { image, hash: createHash("sha256").update(contents.join("\n")).digest("hex") };
}

async function readImages(file: string): Promise<ArchiveImage[]> {
  const entries = await readEntries(file).catch((error: unknown) => {
    throw new UserError(`${file} cannot be read as an archive (${messageOf(error)}): ${REMEDY}`);
  });
  const images = imagesIn(entries).filter(({ variants }) => variants.length > 0);
  if (images.length > 0) return images;
  throw new UserError(
    `${file} is an archive, but of no image that is whole: it has neither a manifest.json, as docker save writes it, nor the index.json of an OCI layout, or lacks what they name: ${REMEDY}`,
  );
}

const REMEDY = "write it with `docker save -o FILE IMAGE`, or as an OCI archive";

function choose(file: string, images: readonly ArchiveImage[], tag: string | undefined): ArchiveImage {
  const names = images.flatMap((image) => image.names).join(", ");
  const fitting =
    tag === undefined ? images : images.filter((image) => image.names.some((name) => isCalled(name, tag)));
  const [found, another] = fitting;
  if (found !== undefined && another === undefined) return found;
  if (tag === undefined)
    throw new UserError(
      `${file} has ${images.length} images (${names}): choose one, as archive: {file: ${file}, tag: ${images[0]?.names[0] ?? "NAME:TAG"}}`,
    );
  const how = found === undefined ? "no image" : "several images";
  throw new UserError(
    `${file} has ${how} called ${tag}: choose from ${names === "" ? "none, as it names none" : names}`,
  );
}

/** Whether a name in an archive is the one that is asked for: in full, or without what Docker adds, or by its tag alone. */
function isCalled(name: string, wanted: string): boolean {
  return [name, name.replace(/^docker\.io\/(library\/)?/, ""), name.replace(/^.*:/, "")].includes(wanted);
}
