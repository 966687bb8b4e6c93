import { z } from "zod";
import { healthcheck } from "./healthcheck-schema";
import { limitOptions } from "./limits-schema";
import { nameOptions } from "./name-resolution-schema";
import { processOptions } from "./process-schema";
import { storageOptions } from "./storage-schema";

/** How a container runs, wherever it is attached. Keys that Compose has are spelled as there. */
export const containerOptions = z.strictObject({
  ...processOptions,
  ...limitOptions,
  ...nameOptions,
  healthcheck: healthcheck.exactOptional(),
  ...storageOptions,
});
