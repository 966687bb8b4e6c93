import { z } from "zod";
import type { Session } from "./session";
import { references } from "./state-faults";

const resourceSchema = z.looseObject({
  urn: z.string(),
  type: z.string(),
  id: z.string().optional(),
  inputs: z.record(z.string(), z.unknown()).nullish(),
  /** Name of the existing host that the resource is on; see `DockerHost.childOptions`. */
  replacementTrigger: z.unknown().optional(),
  ...references,
});

/** The parts of an exported state that our commands look at; the others stay as they are. */
const stateSchema = z.looseObject({
  deployment: z.looseObject({
    resources: z.array(resourceSchema).optional(),
    pending_operations: z.array(z.looseObject({ resource: resourceSchema, type: z.string() })).optional(),
  }),
});

export type State = z.infer<typeof stateSchema>;
export type PendingOperation = NonNullable<State["deployment"]["pending_operations"]>[number];

/**
 * The state of a stack, also one that the engine would refuse.
 * @param flags `--show-secrets` for secrets in plain
 */
export async function readState(
  session: Pick<Session, "read" | "stack">,
  ...flags: readonly "--show-secrets"[]
): Promise<{ text: string; state: State }> {
  const text = await session.read(["stack", "export", "--stack", session.stack, ...flags]);
  return { text, state: stateSchema.parse(JSON.parse(text)) };
}
