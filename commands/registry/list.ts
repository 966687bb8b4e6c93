import { print } from "../../support/terminal";
import { tableLine } from "../../support/table";
import type { RegistryImage } from "./contents";
import { openRegistry } from "./open-registry";
import { useOf, type Use } from "./removals";

/** Lists what the registry of a stack has. */
export async function listRegistry(stack: string): Promise<number> {
  const registry = await openRegistry(stack);
  try {
    const { images } = await registry.contents();
    print(imageTable(images.map((image) => [image, useOf(image, registry.wanted)])));
    return 0;
  } finally {
    registry.close();
  }
}

const USES: Readonly<Record<Use, string>> = {
  declared: "declared",
  deployed: "not declared, deployed until the next up",
  unused: "not declared",
};

/** Images as lines of a table, with what they are there for. */
export function imageTable(images: readonly (readonly [RegistryImage, Use])[]): string {
  if (images.length === 0) return "the registry is empty";
  const rows = images.map(([{ repository, tag, digest, size }, use]) => [
    ...[repository, tag ?? "-", digest.replace(/^(sha256:.{12}).*/, "$1"), `${(size / 1024 / 1024).toFixed(1)} MiB`],
    tag === undefined && use === "unused" ? "no tag names it any more" : USES[use],
  ]);
  const all = [["REPOSITORY", "TAG", "DIGEST", "SIZE", "USE"], ...rows];
  return all.map(tableLine(all, 0)).join("\n");
}
