import type { Problem } from "../../support/problem";
import { mountsOf } from "../options/mounts";
import type { ContainerConfiguration } from "../schema/fabric-schema";

/** Two things at one path of a container, which Docker refuses. */
export function findMountProblems(
  path: string,
  { volumes, tmpfs = [], files }: Pick<ContainerConfiguration, "volumes" | "tmpfs" | "files">,
): Problem[] {
  const targets = [
    ...volumes.flatMap((volume, at) =>
      mountsOf([volume]).map(({ target }) => ({ target, path: `${path}.volumes.${at}` })),
    ),
    ...[tmpfs].flat().map((text) => ({ target: text.split(":")[0] ?? "", path: `${path}.tmpfs` })),
    ...Object.keys(files).map((target) => ({ target, path: `${path}.files.${target}` })),
  ];
  const first = new Map<string, string>();
  return targets.flatMap(({ target, path: place }) => {
    const bare = target.replace(/(.)\/+$/, "$1");
    const taken = first.get(bare);
    first.set(bare, taken ?? place);
    return taken === undefined
      ? []
      : [{ path: place, message: `${bare} is mounted twice in the container (${taken}): choose another path for one` }];
  });
}
