import type { Problem } from "../../support/problem";
import type { FabricConfiguration } from "../schema/fabric-schema";

const ORIGINS = ["source", "archive", "build"] as const;

export function findImageProblems({ images, registry }: FabricConfiguration): Problem[] {
  const names = Object.keys(images);
  if (names.length === 0) return [];
  const homeless = { path: "images", message: "there is no registry to publish to: add registry: { host: … }" };
  return [...(registry === undefined ? [homeless] : []), ...Object.entries(images).flatMap(findOrigins)];
}

function findOrigins([name, image]: [string, FabricConfiguration["images"][string]]): Problem[] {
  const given = ORIGINS.filter((origin) => image[origin] !== undefined);
  if (given.length < 2) return [];
  return [
    { path: `images.${name}`, message: `has ${given.join(" and ")}: keep one, as an image comes from one place` },
  ];
}
