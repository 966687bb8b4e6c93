import { z } from "zod";

const file = z.string().min(1);

const archive = z
  .union([
    file,
    z.strictObject({
      file: file.describe("The archive, beside the stack file."),
      tag: z
        .string()
        .min(1)
        .describe("The image to take, if the archive has several: its name in the archive, or its tag."),
    }),
  ])
  .describe(
    "Archive of the image, as docker save writes it or with the OCI layout; it may be compressed by gzip. A path beside the stack file, such as images/frr.tar, or a map with file and tag.",
  );

/** A build context with its options. */
export const buildOptions = z.strictObject({
  context: file.describe("The folder, beside the stack file. Its .dockerignore counts."),
  dockerfile: file.default("Dockerfile").describe("The Dockerfile, as a path in the context."),
  args: z
    .record(
      z.string().regex(/^[A-Za-z_]\w*$/, "is not the name of a build argument: write it as VERSION"),
      z.string().regex(/^.*$/, "has several lines: write it in one"),
    )
    .default({})
    .describe("Build arguments. Anybody who has the image can read them: no secrets."),
});

const build = z
  .union([file, buildOptions])
  .describe(
    "Build context of the image, which the registry's host builds: a folder with a Dockerfile beside the stack file, such as images/web, or a map with context, dockerfile and args.",
  );

/** Where an image comes from. */
export const imageOrigin = z.strictObject({
  source: file
    .exactOptional()
    .describe(
      "Image to publish, by tag or digest, present on the registry's host or pulled there. Default: the key itself.",
    ),
  archive: archive.exactOptional(),
  build: build.exactOptional(),
});

/** An image of the private registry. */
export const image = z
  .strictObject({
    tag: z
      .string()
      .regex(/^\w[\w.-]{0,127}$/, "is not a valid tag: write it as v1")
      .describe("Tag in the private registry."),
    ...imageOrigin.shape,
  })
  .describe(
    "An image that the stack publishes to the private registry; containers run it by digest. It comes from one of source, archive and build.",
  );
