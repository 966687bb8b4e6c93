import { z } from "zod";
import type { ArchiveEntry } from "./archive-entries";

/** An image in an archive. */
export interface ArchiveImage {
  /** The names that the archive gives it, such as `frr:10`. */
  readonly names: readonly string[];
  /** One for each platform. */
  readonly variants: readonly ImageVariant[];
}

/** An image for one platform: the files of the archive that it consists of. */
export interface ImageVariant {
  /** Such as `linux/amd64`. */
  readonly platform: string;
  readonly config: string;
  readonly layers: readonly string[];
  /** Names the content: its digest, or what the config says about the layers. */
  readonly content: string;
}

type Entries = ReadonlyMap<string, ArchiveEntry>;

const config = z.object({
  os: z.string(),
  architecture: z.string(),
  rootfs: z.object({ diff_ids: z.array(z.string()) }),
});

const saved = z.array(
  z.object({ Config: z.string(), RepoTags: z.array(z.string()).nullish(), Layers: z.array(z.string()).min(1) }),
);

const descriptor = z.object({
  digest: z.string().regex(/^\w+:\w+$/),
  platform: z.object({ os: z.string(), architecture: z.string() }).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});

const index = z.object({ manifests: z.array(descriptor) });

const manifest = z.object({ config: descriptor, layers: z.array(descriptor).min(1) });

/** The images of an archive that `docker save` wrote, or that has the OCI layout; none if it is no such archive. */
export function imagesIn(entries: Entries): ArchiveImage[] {
  const docker = saved.safeParse(entries.get("manifest.json")?.json);
  if (docker.success)
    return docker.data.map(({ Config, RepoTags, Layers }) => ({
      names: RepoTags ?? [],
      variants: variantOf(entries, Config, Layers),
    }));
  const layout = index.safeParse(entries.get("index.json")?.json);
  if (!layout.success) return [];
  return layout.data.manifests
    .map((each) => ({ names: namesOf(each), variants: variantsOf(entries, each) }))
    .filter(({ variants }) => variants.length > 0);
}

type Descriptor = z.output<typeof descriptor>;

/** containerd writes the whole name, others the tag alone or what they were told. */
function namesOf({ annotations = {} }: Descriptor): string[] {
  const name = annotations["io.containerd.image.name"] ?? annotations["org.opencontainers.image.ref.name"];
  return name === undefined ? [] : [name];
}

/** What is about an image rather than one, such as its provenance, has no platform that anything runs on. */
function variantsOf(entries: Entries, { digest, platform, annotations = {} }: Descriptor): ImageVariant[] {
  if (platform?.os === "unknown" || "vnd.docker.reference.type" in annotations) return [];
  const blob = entries.get(blobOf(digest))?.json;
  const nested = index.safeParse(blob);
  if (nested.success) return nested.data.manifests.flatMap((each) => variantsOf(entries, each));
  const image = manifest.safeParse(blob);
  if (!image.success) return [];
  const layers = image.data.layers.map((layer) => blobOf(layer.digest));
  return variantOf(entries, blobOf(image.data.config.digest), layers);
}

function variantOf(entries: Entries, file: string, names: readonly string[]): ImageVariant[] {
  const read = config.safeParse(entries.get(file)?.json);
  const layers = names.map((name) => followed(entries, name));
  if (!read.success || !layers.every((layer) => entries.has(layer))) return [];
  const { os, architecture } = read.data;
  // The config lists the digests of all layers, so it stands for the whole image.
  return [
    { platform: `${os}/${architecture}`, config: file, layers, content: JSON.stringify(entries.get(file)?.json) },
  ];
}

/** The file that an entry is, or stands for. */
function followed(entries: Entries, name: string): string {
  return entries.get(name)?.linksTo ?? name;
}

function blobOf(digest: string): string {
  return `blobs/${digest.replace(":", "/")}`;
}
