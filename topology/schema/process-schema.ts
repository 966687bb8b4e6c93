import { z } from "zod";
import { parseDuration } from "../options/durations";
import { entriesOf } from "../options/entries";
import { absolutePath, duration, listOrMap, oneOrMore, scalar, secretReference } from "./primitives";

const variable = z.union([z.string(), z.number(), z.boolean(), secretReference]);

/** What runs in a container, as whom, and how it starts and ends. */
export const processOptions = {
  command: z
    .array(
      // Found before anything is made: the provider would fail when it makes the container.
      z
        .string()
        .refine(
          (word) => word !== "",
          "is an empty word, which Docker's provider takes in an entrypoint only: write it there",
        ),
    )
    .min(1)
    .nullable()
    .exactOptional()
    .describe(
      "Command and its arguments; null for the image's own. By default a shell sleeps, so that the container keeps running; with `entrypoint`, there is none.",
    ),
  entrypoint: z
    .array(z.string())
    .min(1)
    .exactOptional()
    .describe("Program that the command is passed to. Default: the image's."),
  environment: listOrMap(variable)
    .default({})
    .describe(
      "Variables of the environment. A secret is visible to whoever may use Docker on the host; `files` hides it better.",
    ),
  env_file: oneOrMore(z.string().min(1))
    .exactOptional()
    .describe(
      "Files with more variables, relative to the folder of the stack file; `environment` comes first. Their values are treated as secrets.",
    ),
  user: z
    .string()
    .regex(/^[^\s:]+(:[^\s:]+)?$/, 'is not a user: write it as nobody or "1000:1000"')
    .exactOptional()
    .describe("User, or user and group, by name or ID. Default: the image's."),
  group_add: z
    .array(z.union([z.string().min(1), z.number().int().min(0)]))
    .default([])
    .describe("Further groups of the process, by name or ID."),
  working_dir: absolutePath.exactOptional().describe("Folder in which the command runs. Default: the image's."),
  init: z
    .boolean()
    .exactOptional()
    .describe("Whether Docker's small init runs the command and reaps what it leaves behind. Default: false."),
  restart: z
    .string()
    .regex(
      /^(no|always|unless-stopped|on-failure(:[1-9]\d*)?)$/,
      'is unknown: give one of "no", always, unless-stopped, on-failure, on-failure:5',
    )
    .default("unless-stopped")
    .describe('When Docker starts the container again: "no", always, unless-stopped, on-failure or on-failure:5.'),
  stop_signal: z
    .string()
    .regex(/^(SIG[A-Z0-9+-]+|\d+)$/, "is not a signal: write it as SIGTERM")
    .exactOptional()
    .describe("Signal that stops the container. Default: the image's, or SIGTERM."),
  stop_grace_period: duration
    .refine((text) => (parseDuration(text) ?? 0) % 1000 === 0, "is not a number of whole seconds: write it as 30s")
    .exactOptional()
    .describe(
      "Time to end after that signal. Default: none when `up` or `down` removes the container, 10s when Docker stops it.",
    ),
  labels: listOrMap(scalar)
    .refine(
      (given) => Object.keys(entriesOf(given)).every((label) => !label.startsWith("macvlan-fabric.")),
      "has a label of the stack's own: choose another name than macvlan-fabric.…",
    )
    .default({})
    .describe("Labels of the container."),
};
