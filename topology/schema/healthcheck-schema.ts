import { z } from "zod";
import { duration } from "./primitives";

const KINDS = ["NONE", "CMD", "CMD-SHELL"];

/** When a container counts as healthy, as Compose writes it. */
export const healthcheck = z
  .strictObject({
    test: z
      .union([
        z.string().min(1),
        z
          .array(z.string())
          .min(1)
          .refine(
            ([kind = "", ...rest]) => KINDS.includes(kind) && (kind === "NONE") === (rest.length === 0),
            "does not say how to run the test: write it as [CMD, program, argument], [CMD-SHELL, line of a shell], or [NONE]",
          )
          .refine(
            (words) => words[0] !== "CMD-SHELL" || words.length === 2,
            "has more than one line for the shell: write it as [CMD-SHELL, line of a shell]",
          ),
      ])
      .exactOptional()
      .describe(
        "Command whose exit code 0 means healthy: a line for the container's shell, or a list that begins with CMD or CMD-SHELL. [NONE] turns the image's check off. Default: the image's.",
      ),
    interval: duration.default("30s").describe("Time between two checks."),
    timeout: duration.default("30s").describe("Time after which a check has failed."),
    retries: z.number().int().min(1).default(3).describe("Failures in a row after which the container is unhealthy."),
    start_period: duration
      .exactOptional()
      .describe("Time after the start in which failures do not count. Default: none."),
    start_interval: duration.exactOptional().describe("Time between two checks in the start period. Default: 5s."),
  })
  .describe("When the container is healthy.");
