import { z } from "zod";
import { healthcheck } from "./healthcheck-schema";
import { limitOptions } from "./limits-schema";
import { nameOptions } from "./name-resolution-schema";
import { oneOrMore } from "./primitives";
import { processOptions } from "./process-schema";

/** How a container runs, wherever it is attached. Keys that Compose has are spelled as there. */
export const containerOptions = z.strictObject({
  ...processOptions,
  ...limitOptions,
  ...nameOptions,
  healthcheck: healthcheck.exactOptional(),
  tmpfs: oneOrMore(z.string().regex(/^\/[^:]*(:[^:]+)?$/, "is not a path: write it as /run or /run:size=16m"))
    .exactOptional()
    .describe("Folders in memory, as `/run` or `/run:size=16m,mode=1777`."),
});
