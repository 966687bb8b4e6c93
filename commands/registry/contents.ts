import { z } from "zod";

/** What a registry has under a name. */
export interface RegistryImage {
  readonly repository: string;
  /** Absent for what no tag names any more. */
  readonly tag?: string;
  readonly digest: string;
  /** In bytes, compressed; what images share counts in each. */
  readonly size: number;
}

interface Manifest {
  readonly repository: string;
  readonly digest: string;
  readonly size: number;
  /** Manifests that it consists of, one for each platform. */
  readonly parts: readonly string[];
}

/** What `registry-contents.sh` has found. */
export interface RegistryContents {
  readonly images: readonly RegistryImage[];
  /** The manifests of a repository that an image consists of, its own first. */
  readonly manifestsOf: (image: Pick<RegistryImage, "repository" | "digest">) => readonly string[];
}

const blob = z.object({ digest: z.string(), size: z.number() });

const manifestSchema = z.object({
  config: blob.optional(),
  layers: z.array(blob).default([]),
  manifests: z.array(blob).default([]),
});

/** Reads what `registry-contents.sh` printed. */
export function readContents(printed: string): RegistryContents {
  const lines = printed.split("\n").map((line) => line.split(" "));
  const manifests = new Map(
    lines.flatMap(([kind, repository = "", digest = "", ...json]) =>
      kind === "manifest" ? [[`${repository}@${digest}`, toManifest(repository, digest, json.join(" "))] as const] : [],
    ),
  );
  const manifestsOf = ({ repository, digest }: Pick<RegistryImage, "repository" | "digest">): string[] => {
    const parts = manifests.get(`${repository}@${digest}`)?.parts ?? [];
    return [digest, ...parts.flatMap((part) => manifestsOf({ repository, digest: part }))];
  };
  const toImage = (repository: string, digest: string, tag?: string): RegistryImage => {
    const sizes = manifestsOf({ repository, digest }).map((each) => manifests.get(`${repository}@${each}`)?.size ?? 0);
    const size = sizes.reduce((sum, each) => sum + each, 0);
    return { repository, ...(tag === undefined ? {} : { tag }), digest, size };
  };
  const tagged = lines.flatMap(([kind, repository = "", tag = "", digest = ""]) =>
    kind === "tag" ? [toImage(repository, digest, tag)] : [],
  );
  const whole = new Set(tagged.flatMap((image) => keysOf(image, manifestsOf(image))));
  const partial = new Set([...manifests.values()].flatMap(({ repository, parts }) => keysOf({ repository }, parts)));
  const untagged = [...manifests].flatMap(([key, { repository, digest }]) =>
    whole.has(key) || partial.has(key) ? [] : [toImage(repository, digest)],
  );
  return { images: [...tagged, ...untagged], manifestsOf };
}

function keysOf({ repository }: Pick<RegistryImage, "repository">, digests: readonly string[]): string[] {
  return digests.map((digest) => `${repository}@${digest}`);
}

/** A manifest that nobody can read has no size and no parts. */
function toManifest(repository: string, digest: string, json: string): Manifest {
  const read = manifestSchema.safeParse(parsed(json));
  if (!read.success) return { repository, digest, size: 0, parts: [] };
  const { config, layers, manifests } = read.data;
  const size = [...(config === undefined ? [] : [config]), ...layers].reduce((sum, each) => sum + each.size, 0);
  return { repository, digest, size, parts: manifests.map((each) => each.digest) };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
