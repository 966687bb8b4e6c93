import { fabricSchema } from "../../topology/schema/fabric-schema";
import { parseImage, type Images } from "./images";
import { isMap, pairsOf, textOf, type Raw } from "./raw";
import type { ServiceContext } from "./service-context";

const BUILD_KEYS = ["context", "dockerfile", "args"];

/** The key of a service's image; or why there is none. */
export function imageOf(service: Raw, images: Images, context: ServiceContext): { key: string } | { why: string } {
  const reference = textOf(service["image"]);
  if (service["build"] !== undefined) {
    const built = buildOf(service["build"], reference ?? context.service, images, context);
    if (built !== undefined) return { key: built };
    if (reference === undefined) return { why: "it is built: publish its image, and name it under `image`" };
  }
  if (reference === undefined)
    return { why: "it has no image: run `docker compose config` on the file, and import what it prints" };
  const parsed = parseImage(reference);
  if (parsed === undefined) return { why: `its image ${reference} is not a reference: write it as owner/name:tag` };
  return { key: images.add(parsed, reference, { tag: parsed.tag, source: reference }) };
}

/** Undefined where images cannot be built. */
function buildOf(
  given: unknown,
  name: string,
  images: Images,
  { fromStack, leave }: ServiceContext,
): string | undefined {
  const build: Raw = isMap(given) ? given : { context: given };
  const { dockerfile, args } = build;
  const folder = textOf(build["context"]) ?? ".";
  const ownArgs = pairsOf(args).flatMap(([key, value]) => (textOf(value) === undefined ? [] : [[key, textOf(value)]]));
  const value = {
    tag: parseImage(name)?.tag ?? "latest",
    build: {
      context: fromStack(folder),
      ...(dockerfile === undefined ? {} : { dockerfile }),
      ...(ownArgs.length === 0 ? {} : { args: Object.fromEntries(ownArgs) as Raw }),
    },
  };
  if (fabricSchema.shape.images.safeParse({ image: value }).error !== undefined) {
    leave("build", "the image is taken as it is published: build and publish it first");
    return undefined;
  }
  for (const key of Object.keys(build).filter((each) => !BUILD_KEYS.includes(each)))
    leave(`build.${key}`, "builds here take context, dockerfile and args");
  const reference = parseImage(name) ?? { name, owner: "", tag: "latest" };
  return images.add(reference, JSON.stringify(value.build), value);
}
