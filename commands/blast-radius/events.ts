import { z } from "zod";

const stateSchema = z.looseObject({ inputs: z.record(z.string(), z.unknown()).nullish() }).nullish();

/** What the engine says of one step (`StepEventMetadata` in its `sdk/go/common/apitype/events.go`). */
const stepSchema = z.looseObject({
  op: z.string(),
  urn: z.string(),
  type: z.string(),
  old: stateSchema,
  new: stateSchema,
  keys: z.array(z.string()).nullish(),
  diffs: z.array(z.string()).nullish(),
  provider: z.string().nullish(),
});

const eventSchema = z.looseObject({ resourcePreEvent: z.looseObject({ metadata: stepSchema }).optional() });

export type Step = z.infer<typeof stepSchema>;

/** The steps of an event log of the CLI, which has one event on each line. */
export function readSteps(log: string): Step[] {
  const lines = log.split("\n").filter((line) => line.trim() !== "");
  return lines.flatMap((line) => eventSchema.parse(JSON.parse(line)).resourcePreEvent?.metadata ?? []);
}
