import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { PolicyFindings } from "../harness/page/page-input";
import { cacheRoot } from "../support/cache";
import { replaceFile } from "../support/replace-file";

/** What the engine says when a rule finds something (`PolicyEvent` in its `sdk/go/common/apitype/events.go`). */
const eventSchema = z.looseObject({
  policyEvent: z
    .looseObject({
      resourceUrn: z.string().optional(),
      message: z.string(),
      policyName: z.string(),
      enforcementLevel: z.string(),
    })
    .optional(),
});

const findingsSchema = z.object({
  checked: z.string(),
  findings: z.array(
    z.object({
      rule: z.string(),
      level: z.string(),
      message: z.string(),
      resource: z.string().exactOptional(),
    }),
  ),
});

/** What the policies said, from an event log of the CLI, each finding once. */
export function policyFindings(log: string, now: Date): PolicyFindings {
  const lines = log.split("\n").filter((line) => line.includes('"policyEvent"'));
  const found = lines.flatMap((line) => eventSchema.parse(JSON.parse(line)).policyEvent ?? []);
  const findings = found.map(({ policyName, enforcementLevel, message, resourceUrn = "" }) => {
    const resource = resourceUrn.split("::").at(-1) ?? "";
    return {
      rule: policyName,
      level: enforcementLevel === "warning" ? "advisory" : enforcementLevel,
      // The engine marks colours as in <{%reset%}>.
      message: message.replaceAll(/<\{%[^%]*%\}>/g, "").trim(),
      ...(resource === "" ? {} : { resource }),
    };
  });
  const unique = new Map(findings.map((finding) => [JSON.stringify(finding), finding]));
  return { checked: now.toISOString(), findings: [...unique.values()] };
}

/** Keeps what the policies said about an update, for the report. */
export function keepPolicyFindings(stack: string, log: string): void {
  if (!existsSync(log)) return;
  mkdirSync(join(cacheRoot(), "reports", stack), { recursive: true });
  const findings = policyFindings(readFileSync(log, "utf8"), new Date());
  replaceFile(fileOf(stack), `${JSON.stringify(findings, null, 2)}\n`);
}

/** What was kept; undefined if there was no update on this machine. */
export function readPolicyFindings(stack: string): PolicyFindings | undefined {
  const file = fileOf(stack);
  return existsSync(file) ? findingsSchema.parse(JSON.parse(readFileSync(file, "utf8"))) : undefined;
}

function fileOf(stack: string): string {
  return join(cacheRoot(), "reports", stack, "policies.json");
}
