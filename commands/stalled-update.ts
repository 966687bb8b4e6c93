import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { z } from "zod";
import { secondsOf } from "../host/root-shell";

/**
 * With `--continue-on-error`, the engine waits forever for a resource that it could not delete in order to replace it: it never
 * answers the program, which waits for the replacement (3.260; `executeChain` in its `pkg/resource/deploy/step_executor.go`).
 */
const REPLACED = "delete-replaced";
const CREATIONS: readonly string[] = ["create", "create-replacement"];
/** What host/login-guard.sh says of a change that lasts only if a new login comes through. */
export const UNCONFIRMED = "unless a new login confirms it";
const REMOTE = "command:remote:Command";
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

/** For how long an update is left alone, in seconds. */
export interface Patience {
  /** Without any event, when the engine waits for what will never come. */
  readonly quiet: number;
  /** For a command whose script may take so many seconds. */
  readonly command: (seconds: number) => number;
}

/** Who is told that an update does not end by itself. */
export interface StallListener {
  /** The engine waits for what will never come. */
  readonly onStall: () => void;
  /** Nothing is under way but commands, whose URNs it gets, on hosts that accept connections and do not answer. */
  readonly onHang: (commands: readonly string[]) => void;
}

/** What an update is doing, by the events that the engine has reported. */
export class UpdateSteps {
  /** When each step that is under way has to be done, in milliseconds of the time that this process has been running. */
  private readonly running = new Map<string, number>();
  /** URNs of the resources that could not be deleted in order to replace them. */
  readonly stuck = new Set<string>();
  /** Resources that may have been created, although that has failed. */
  readonly lost: Resource[] = [];
  /** Whether a host waits for a new login, and takes a change back if none comes. */
  isUnconfirmed = false;

  constructor(private readonly patience: Patience) {}

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
    if (begun !== undefined && isCustom(begun.metadata))
      this.running.set(keyOf(begun.metadata), performance.now() + 1000 * this.limitOf(begun.metadata));
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

  /** URNs of the commands that hosts should have done long ago, once nothing else is under way. */
  get hung(): string[] {
    const now = performance.now();
    const steps = [...this.running];
    return steps.every(([, until]) => until < now) ? steps.map(([key]) => key.split(" ")[1] ?? "") : [];
  }

  /** The plugin sets no limit for a host that accepts the connection and says nothing. Docker and the lab have their own. */
  private limitOf({ op, old, new: next }: z.infer<typeof metadataSchema>): number {
    const resource = next ?? old;
    const command = resource?.inputs?.[op.startsWith("delete") ? "delete" : "create"];
    const seconds = resource?.type === REMOTE && typeof command === "string" ? secondsOf(command) : undefined;
    return seconds === undefined ? Infinity : this.patience.command(seconds);
  }
}

function isCustom(step: z.infer<typeof metadataSchema>): boolean {
  return (step.new ?? step.old)?.custom === true;
}

function keyOf({ op, urn }: { op: string; urn: string }): string {
  return `${op} ${urn}`;
}

/**
 * Follows the event log of an update, and calls a listener once when it does not end by itself. The result ends that, and returns
 * what the update did.
 */
export function watchForStall(log: string, { onStall, onHang }: StallListener, patience: Patience): () => UpdateSteps {
  const steps = new UpdateSteps(patience);
  const lines = lineReader(log);
  let silentFor = 0;
  const timer = setInterval(() => {
    const added = lines();
    for (const line of added) steps.add(line);
    const { hung } = steps;
    silentFor = added.length === 0 && (steps.isWaiting || hung.length > 0) ? silentFor + 1 : 0;
    if (silentFor < patience.quiet) return;
    clearInterval(timer);
    if (hung.length > 0) onHang(hung);
    else onStall();
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
