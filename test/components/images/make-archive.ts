import { createHash } from "node:crypto";
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { pack, type Headers } from "tar-stream";
import { afterAll } from "vitest";

/** A part of an archive: content, or a header of its own for what is no file. */
export type Part = string | Headers;

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder for a test's files, which goes when all tests of its file have run. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "mf-images-"));
  folders.push(folder);
  return folder;
}

/** Writes a tar archive. */
export async function writeTar(file: string, parts: Readonly<Record<string, Part>>, gzip = false): Promise<string> {
  const archive = pack();
  for (const [name, part] of Object.entries(parts)) {
    if (typeof part === "string") archive.entry({ name }, part);
    else archive.entry({ ...part, name });
  }
  archive.finalize();
  if (gzip) await pipeline(archive, createGzip(), createWriteStream(file));
  else await pipeline(archive, createWriteStream(file));
  return file;
}

/** The config of an image for a platform, with one layer. */
export function config(layer: string, architecture = "amd64"): string {
  return JSON.stringify({ os: "linux", architecture, rootfs: { type: "layers", diff_ids: [digest(layer)] } });
}

/** What `docker save` writes, as Docker did before 25. */
export function saved(images: Readonly<Record<string, string>>, architecture = "amd64"): Record<string, Part> {
  const parts = Object.entries(images).map(([tag, layer]) => {
    const id = hex(config(layer, architecture));
    const manifest = { Config: `${id}.json`, RepoTags: tag === "" ? null : [tag], Layers: [`${id}/layer.tar`] };
    return { manifest, files: { [`${id}/layer.tar`]: layer, [`${id}.json`]: config(layer, architecture) } };
  });
  const files = Object.assign({}, ...parts.map((part) => part.files)) as Record<string, Part>;
  return { ...files, "manifest.json": JSON.stringify(parts.map(({ manifest }) => manifest)) };
}

/** An OCI layout with one image for some platforms, under a name. */
export function layout(name: string, layer: string, architectures: readonly string[]): Record<string, Part> {
  const blobs: Record<string, Part> = {};
  const blob = (text: string): { digest: string; size: number } => {
    blobs[`./blobs/sha256/${hex(text)}`] = text;
    return { digest: digest(text), size: text.length };
  };
  const manifests = architectures.map((architecture) => {
    const manifest = { config: blob(config(layer, architecture)), layers: [blob(layer)] };
    return { ...blob(JSON.stringify(manifest)), platform: { os: "linux", architecture } };
  });
  const provenance = { ...blob("{}"), platform: { os: "unknown", architecture: "unknown" } };
  const whole = blob(JSON.stringify({ manifests: [...manifests, provenance] }));
  const annotations = { "org.opencontainers.image.ref.name": name };
  return { ...blobs, "./index.json": JSON.stringify({ manifests: [{ ...whole, annotations }] }) };
}

function hex(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function digest(text: string): string {
  return `sha256:${hex(text)}`;
}
