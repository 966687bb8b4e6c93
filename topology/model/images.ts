import type { z } from "zod";
import { buildOptions, type imageOrigin } from "../schema/image-schema";
import type { ImageOrigin } from "./topology";

/** Where an image comes from: what the configuration says, or its name. */
export function toOrigin(name: string, { source = name, archive, build }: z.output<typeof imageOrigin>): ImageOrigin {
  if (archive !== undefined) return { kind: "archive", ...(typeof archive === "string" ? { file: archive } : archive) };
  if (build === undefined) return { kind: "reference", source };
  return { kind: "build", ...(typeof build === "string" ? buildOptions.parse({ context: build }) : build) };
}

/** An origin as people read it. */
export function originText(origin: ImageOrigin): string {
  switch (origin.kind) {
    case "reference":
      return origin.source;
    case "archive":
      return origin.tag === undefined ? origin.file : `${origin.tag} of ${origin.file}`;
    case "build":
      return `built from ${origin.context}`;
  }
}
