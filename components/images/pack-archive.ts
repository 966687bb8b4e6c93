import { pipeline } from "node:stream/promises";
import type { Pack } from "tar-stream";
import { eachEntry } from "./archive-entries";
import type { ImageVariant } from "./archive-images";

/**
 * Writes one image of an archive as `docker save` does, which every Docker loads, under one name: those in the archive may be
 * in use on the host for something else.
 */
export async function packArchive(pack: Pack, file: string, variant: ImageVariant, name: string): Promise<void> {
  const manifest = [{ Config: variant.config, RepoTags: [name], Layers: variant.layers }];
  pack.entry({ name: "manifest.json" }, JSON.stringify(manifest));
  const wanted = new Set([variant.config, ...variant.layers]);
  await eachEntry(file, async (entry, { size = 0 }, content) => {
    if (wanted.delete(entry)) await pipeline(content, pack.entry({ name: entry, size, mode: 0o644 }));
  });
  pack.finalize();
}
