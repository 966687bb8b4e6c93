import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { PolicyFindings } from "../../harness/page/page-input";
import { blastRadius, type BlastRadius } from "../blast-radius/blast-radius";
import { readSteps, type Step } from "../blast-radius/events";
import { policyFindings } from "../policy-findings";
import { policyFlags } from "../policy-flags";

/** What a preview says of a change. */
export interface PreviewResult {
  readonly findings: PolicyFindings["findings"];
  /** Only against what is deployed. */
  readonly resources?: readonly ResourceCount[];
  readonly radius?: BlastRadius;
  /** Whether the engine or a policy refuses it. */
  readonly failed: boolean;
  /** What the engine says of a preview that failed. */
  readonly errors: readonly string[];
  /** Why there was no preview, which is no fault of the change. */
  readonly fault?: string;
}

/** Resources of one kind that an update touches. */
export interface ResourceCount {
  readonly type: string;
  readonly created: number;
  readonly updated: number;
  readonly replaced: number;
  readonly deleted: number;
}

/** Runs a preview, and reads everything from its events, which `preview --json` leaves out in part. */
export async function readPreview(
  stack: string,
  isDeployed: boolean,
  run: (args: readonly string[]) => Promise<number>,
): Promise<PreviewResult> {
  const folder = mkdtempSync(join(tmpdir(), "macvlan-fabric-review-"));
  try {
    const file = join(folder, "events.jsonl");
    const exitCode = await run([
      ...["preview", "--suppress-outputs", "--non-interactive", ...policyFlags(stack)],
      ...["--event-log", file, "--stack", stack],
    ]);
    return previewResult(existsSync(file) ? readFileSync(file, "utf8") : "", exitCode, isDeployed);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What an event log says; steps of a preview that failed are not all there. */
export function previewResult(log: string, exitCode: number, isDeployed: boolean): PreviewResult {
  const { findings } = policyFindings(log, new Date());
  const failed = exitCode !== 0;
  if (failed || !isDeployed) return { findings, failed, errors: failed ? errorsIn(log) : [] };
  const steps = readSteps(log);
  return { findings, failed, errors: [], resources: countResources(steps), radius: blastRadius(steps) };
}

const diagnostic = z.looseObject({
  diagnosticEvent: z.looseObject({ message: z.string(), severity: z.string() }).optional(),
});

function errorsIn(log: string): string[] {
  const lines = log.split("\n").filter((line) => line.includes('"diagnosticEvent"'));
  return lines.flatMap((line) => {
    const event = diagnostic.parse(JSON.parse(line)).diagnosticEvent;
    const text = (event?.message ?? "").replaceAll(/<\{%[^%]*%\}>/g, "").trim();
    return event?.severity === "error" && text !== "" ? [text] : [];
  });
}

/** How many resources of each kind are touched, components left out: they are nothing by themselves. */
export function countResources(steps: readonly Step[]): ResourceCount[] {
  const ops = new Map<string, { type: string; ops: Set<string> }>();
  for (const { urn, type, op } of steps) {
    if (type.startsWith("macvlan-fabric:") || type.startsWith("pulumi:pulumi:")) continue;
    const known = ops.get(urn) ?? { type, ops: new Set() };
    known.ops.add(op);
    ops.set(urn, known);
  }
  const counts = new Map<string, { created: number; updated: number; replaced: number; deleted: number }>();
  for (const { type, ops: own } of ops.values()) {
    const fate = fateOf(own);
    if (fate === undefined) continue;
    const count = counts.get(type) ?? { created: 0, updated: 0, replaced: 0, deleted: 0 };
    count[fate] += 1;
    counts.set(type, count);
  }
  return [...counts].sort(([a], [b]) => a.localeCompare(b, "en")).map(([type, count]) => ({ type, ...count }));
}

function fateOf(ops: ReadonlySet<string>): Exclude<keyof ResourceCount, "type"> | undefined {
  if (["replace", "create-replacement", "delete-replaced"].some((op) => ops.has(op))) return "replaced";
  if (ops.has("create")) return "created";
  if (ops.has("delete")) return "deleted";
  return ops.has("update") ? "updated" : undefined;
}
