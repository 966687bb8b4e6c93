import type { FabricOutput } from "../../harness/contract";
import type { Image } from "../../topology/model/topology";
import type { RegistryContents, RegistryImage } from "./contents";

/** Why an image stays; `unused`: it need not. */
export type Use = "declared" | "deployed" | "unused";

/** What the stack file declares, and what the stack has deployed, which the next `up` may change. */
export interface Wanted {
  readonly declared: readonly Pick<Image, "name" | "tag">[];
  readonly deployed: FabricOutput["images"];
}

/** What an image is there for. */
export function useOf({ repository, tag, digest }: RegistryImage, { declared, deployed }: Wanted): Use {
  if (declared.some((image) => image.name === repository && image.tag === tag)) return "declared";
  const reference = deployed[repository]?.reference;
  // By tag alone where the last push failed: which digest still runs is then not known.
  const isDeployed = reference?.endsWith(`@${digest}`) === true || reference?.includes("@") === false;
  return isDeployed ? "deployed" : "unused";
}

/** What to remove, as `registry-prune.sh` takes it: the tags of unused images, and the manifests that only they have. */
export function removals({ images, manifestsOf }: RegistryContents, wanted: Wanted): string[] {
  const isUnused = (image: RegistryImage): boolean => useOf(image, wanted) === "unused";
  const manifests = (of: readonly RegistryImage[]): string[] =>
    of.flatMap((image) => manifestsOf(image).map((digest) => `manifest ${image.repository} ${digest}`));
  const unused = images.filter(isUnused);
  const kept = new Set(manifests(images.filter((image) => !isUnused(image))));
  const tags = unused.flatMap(({ repository, tag }) => (tag === undefined ? [] : [`tag ${repository} ${tag}`]));
  return [...tags, ...new Set(manifests(unused).filter((line) => !kept.has(line)))];
}
