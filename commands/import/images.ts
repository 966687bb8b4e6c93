import { createHash } from "node:crypto";

export interface ImageReference {
  /** The last part of its name. */
  readonly name: string;
  /** The part before, such as an owner. */
  readonly owner: string;
  readonly tag: string;
}

/** Parts of a reference such as `ghcr.io/owner/name:tag@sha256:…`; undefined for something else. */
export function parseImage(reference: string): ImageReference | undefined {
  const [, path = "", tag, digest] =
    /^([^@\s]+?)(?::(\w[\w.-]*))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(reference.replace(/^docker\.io\//, "")) ?? [];
  const parts = path.split("/");
  const name = parts.at(-1) ?? "";
  if (name === "") return undefined;
  return { name, owner: parts.at(-2) ?? "", tag: tag ?? digest?.slice("sha256:".length, 19) ?? "latest" };
}

/** Entries of `images` for the images and builds of Compose files. */
export class Images {
  private readonly entries = new Map<string, { source: string; value: object }>();

  /** The key of an image. @param source what tells it from others */
  add(wanted: ImageReference, source: string, value: object): string {
    const known = [...this.entries].find(([, entry]) => entry.source === source);
    if (known !== undefined) return known[0];
    const names = [wanted.name, `${wanted.owner}-${wanted.name}`, `${wanted.name}-${wanted.tag}`].map(toRepository);
    const free = names.find((name) => !this.entries.has(name));
    const key = free ?? `${names[0] ?? ""}-${createHash("sha256").update(source).digest("hex").slice(0, 8)}`;
    this.entries.set(key, { source, value });
    return key;
  }

  all(): Record<string, object> {
    return Object.fromEntries([...this.entries].map(([key, { value }]) => [key, value]));
  }
}

/** Lower-case letters and digits, with single separators between them. */
function toRepository(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, "-")
    .replaceAll(/^[._-]+|[._-]+$/g, "");
  return plain === "" ? "image" : plain;
}
