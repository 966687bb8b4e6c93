import { z } from "zod";

/** A test of the user's own, as planned and as observed. */
export const testReportSchema = z.object({
  name: z.string(),
  /** `unknown`: a newer release wrote the stack output. */
  kind: z.enum(["ping", "tcp", "http", "dns", "command", "unknown"]),
  from: z.object({ kind: z.enum(["container", "host"]), name: z.string() }),
  to: z.object({ kind: z.enum(["container", "host", "router", "gateway", "address"]), name: z.string() }).optional(),
  /** What is done, such as `TCP to 172.16.10.11 port 8080`. */
  what: z.string(),
  /** What has to be seen, such as `a connection`. */
  expected: z.string(),
  /** What was seen the last time, such as `connection refused`. */
  observed: z.string(),
  ok: z.boolean(),
  /** A failed `warning` does not fail the verification. */
  level: z.enum(["error", "warning"]),
  /** How often it was tried; 0: it could not be. */
  attempts: z.number().int(),
  /** How long the last request took, in milliseconds. */
  tookMs: z.number().optional(),
});

export type TestReport = z.infer<typeof testReportSchema>;

/** How the tests of a report stand. */
export function countTests(tests: readonly TestReport[]): { tests: number; failedTests: number; warnings: number } {
  const failed = tests.filter(({ ok }) => !ok);
  const warnings = failed.filter(({ level }) => level === "warning").length;
  return { tests: tests.length, failedTests: failed.length - warnings, warnings };
}
