import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { z } from "zod";

/**
 * With `--continue-on-error`, the engine waits forever for a resource that it could not delete in order to replace it: it never
 * answers the program, which waits for the replacement (3.260; `executeChain` in its `pkg/resource/deploy/step_executor.go`).
 */
const REPLACED = "delete-replaced";
const CREATIONS: readonly string[] = ["create", "create-replacement"];
/** What host/login-guard.sh says of a change that lasts only if a new login comes through. */
export const UNCONFIRMED = "unless a new login confirms it";
/** It was created and is in the state (`StatusPartialFailure` in the engine's `sdk/go/common/resource/status.go`). */
const PARTIAL = 1;

const resourceSchema = z
  .looseObject({
    urn: z.string(),
    type: z.string(),
    custom: z.boolean().optional(),
    inputs: z.record(z.string(), z.unknown()).nullish(),
    provider: z.string().optional(),
  })
  .nullish();
const metadataSchema = z.looseObject({ op: z.string(), urn: z.string(), old: resourceSchema, new: resourceSchema });
const stepSchema = z.looseObject({ metadata: metadataSchema, status: z.number().optional() }).optional();

type Resource = NonNullable<z.infer<typeof resourceSchema>>;

const eventSchema = z.looseObject({
  resourcePreEvent: stepSchema,
  resOutputsEvent: stepSchema,
  resOpFailedEvent: stepSchema,
  diagnosticEvent: z.looseObject({ message: z.string(), severity: z.string() }).optional(),
});

/** What an update is doing, by the events that the engine has reported. */
export class UpdateSteps {
  private readonly running = new Set<string>();
  /** URNs of the resources that could not be deleted in order to replace them. */
  readonly stuck = new Set<string>();
  /** Resources that may have been created, although that has failed. */
  readonly lost: Resource[] = [];
  /** Whether a host waits for a new login, and takes a change back if none comes. */
  isUnconfirmed = false;

  add(line: string): void {
    const {
      resourcePreEvent: begun,
      resOutputsEvent: done,
      resOpFailedEvent: failed,
      diagnosticEvent: said,
    } = eventSchema.parse(JSON.parse(line));
    // Other diagnostics may show the script itself.
    this.isUnconfirmed ||= said?.severity === "error" && said.message.includes(UNCONFIRMED);
    // A component is under way until all of its resources are.
    if (begun !== undefined && isCustom(begun.metadata)) this.running.add(keyOf(begun.metadata));
    for (const ended of [done, failed]) if (ended !== undefined) this.running.delete(keyOf(ended.metadata));
    if (failed === undefined) return;
    const { op, urn, new: created } = failed.metadata;
    if (op === REPLACED) this.stuck.add(urn);
    if (CREATIONS.includes(op) && failed.status !== PARTIAL && created) this.lost.push(created);
  }

  /** Whether the engine waits for what will never come, unless something begins soon. */
  get isWaiting(): boolean {
    return this.stuck.size > 0 && this.running.size === 0;
  }
}

function isCustom(step: z.infer<typeof metadataSchema>): boolean {
  return (step.new ?? step.old)?.custom === true;
}

function keyOf({ op, urn }: { op: string; urn: string }): string {
  return `${op} ${urn}`;
}

/**
 * Follows the event log of an update, and calls back once when it has stalled for some seconds. The result ends that, and
 * returns what the update did.
 */
export function watchForStall(log: string, onStall: () => void, quiet: number): () => UpdateSteps {
  const steps = new UpdateSteps();
  const lines = lineReader(log);
  let silentFor = 0;
  const timer = setInterval(() => {
    const added = lines();
    for (const line of added) steps.add(line);
    silentFor = added.length === 0 && steps.isWaiting ? silentFor + 1 : 0;
    if (silentFor < quiet) return;
    clearInterval(timer);
    onStall();
  }, 1000);
  return () => {
    clearInterval(timer);
    for (const line of lines()) steps.add(line);
    return steps;
  };
}

/** Reads the whole lines that a file, which need not exist yet, has grown by since the last call. */
function lineReader(path: string): () => string[] {
  const chunk = Buffer.alloc(1 << 20);
  let position = 0;
  let rest = Buffer.alloc(0);
  return () => {
    if (!existsSync(path)) return [];
    const file = openSync(path, "r");
    for (let read = 1; read > 0; position += read) {
      read = readSync(file, chunk, 0, chunk.length, position);
      rest = Buffer.concat([rest, chunk.subarray(0, read)]);
    }
    closeSync(file);
    const end = rest.lastIndexOf("\n") + 1;
    const text = rest.subarray(0, end).toString();
    rest = rest.subarray(end);
    return text.split("\n").filter((line) => line !== "");
  };
}
