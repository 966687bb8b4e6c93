import { z } from "zod";
import { UserError } from "../support/errors";
import { darkTimeSchema } from "./dark-time/dark-time-report";
import { groupBy } from "./group-by";
import { countTests, testReportSchema } from "./user-tests/test-report";
import { PROOFS, type Proves } from "./reachability/cell";

const endpointSchema = z.object({ kind: z.enum(["host", "container", "registry", "router"]), name: z.string() });

/** One cell of the matrix, as planned and as observed. */
const cellSchema = z.object({
  from: endpointSchema,
  to: endpointSchema,
  address: z.string(),
  /** `ping`: ICMP echo. `arp`, `ndp`: who has the IPv4 or IPv6 address on the link. `tcp`: a connection to `port`. */
  method: z.enum(["ping", "arp", "ndp", "tcp"]),
  port: z.number().optional(),
  /** Where `arp` and `ndp` ask: a link of the host by name, or a link of the container by its address. */
  link: z.string().optional(),
  expect: z.enum(["reach", "blocked"]),
  why: z.string(),
  /** What the cell is evidence of. */
  proves: z.enum(Object.keys(PROOFS) as [Proves, ...Proves[]]),
  /** The router that the frames cross; absent on one segment. */
  via: z.string().optional(),
  /** `not probed`: nothing is known, so it counts as failed whatever was expected. */
  observed: z.enum(["reach", "no answer", "not probed"]),
  ok: z.boolean(),
  /** How often it was tried. */
  attempts: z.number().int(),
  /** Round trip in milliseconds, when an answer came. */
  rttMs: z.number().optional(),
  /** MACs of all who answered. */
  macs: z.array(z.string()).optional(),
  /** Those of them that the address does not belong to. */
  strangers: z.array(z.string()).optional(),
  /** Why it is not as planned. */
  error: z.string().optional(),
  /** What to look at. */
  advice: z.string().optional(),
  /** Where on the way its frames were seen, line by line; the last one says who is next. Of one failed cell of each kind. */
  trace: z.array(z.string()).optional(),
});

/** The JSON document of a verification. Changes are additive within one `schemaVersion`. */
export const reportSchema = z.object({
  schemaVersion: z.literal(2),
  stack: z.string(),
  /** `proof`: the cells that prove every endpoint and every pair of segments. `all pairs`: every cell that the plan decides. */
  scope: z.enum(["proof", "all pairs"]),
  verdict: z.enum(["passed", "failed", "nothing to verify"]),
  /** ISO 8601, UTC. */
  started: z.string(),
  durationMs: z.number(),
  counts: z.object({
    cells: z.number().int(),
    passed: z.number().int(),
    failed: z.number().int(),
    /** Of the failed ones. */
    notProbed: z.number().int(),
    stateItems: z.number().int(),
    drift: z.number().int(),
    /** The user's own tests; absent: none. */
    tests: z.number().int().optional(),
    /** Those that failed and are not only warnings. */
    failedTests: z.number().int().optional(),
    /** Those that failed and are only warnings. */
    warnings: z.number().int().optional(),
  }),
  /** What was proven, and by how many cells of each method. */
  proofs: z.array(
    z.object({
      proves: z.string(),
      what: z.string(),
      passed: z.number().int(),
      failed: z.number().int(),
      methods: z.record(z.string(), z.number().int()),
    }),
  ),
  hosts: z.record(
    z.string(),
    z.object({
      address: z.string(),
      /** Version of the Docker engine that the plan relied on. */
      docker: z.string(),
      durationMs: z.number(),
      /** Why this host could not be verified, or only in part. */
      error: z.string().optional(),
    }),
  ),
  cells: z.array(cellSchema),
  /** What explains several failed cells at once, and what else the network between the hosts does. */
  causes: z.array(
    z.object({
      kind: z.enum(["carrier", "plain", "tagged", "forged", "limit", "foreign", "loss", "delay"]),
      /** The hosts that it is about. */
      hosts: z.array(z.string()),
      text: z.string(),
      /** The failed cells that it explains, by their place in `cells`. None: a note, which fails nothing. */
      cells: z.array(z.number().int()),
    }),
  ),
  /** Kernel, files and Docker of each host against the plan. */
  state: z.array(
    z.object({
      host: z.string(),
      subject: z.string(),
      property: z.string(),
      desired: z.string(),
      observed: z.string(),
      ok: z.boolean(),
    }),
  ),
  /** The user's own tests, in the order of the stack output; absent: none. */
  tests: z.array(testReportSchema).optional(),
  /** How long each endpoint did not answer during the change before; absent unless `up` was told to measure it. */
  darkTime: darkTimeSchema.optional(),
});

export type Report = z.infer<typeof reportSchema>;
export type CellReport = z.infer<typeof cellSchema>;
export type Endpoint = CellReport["from"];

/** Reads a report from JSON. @throws UserError if it is not one */
export function parseReport(text: string, source: string): Report {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${source}: is not valid JSON (${(error as Error).message}): expected the report of verify`);
  }
  const result = reportSchema.safeParse(value);
  if (result.success) return result.data;
  throw new UserError(`${source}: is not a report of verify, version 2:\n${z.prettifyError(result.error)}`);
}

/** Everything of a report that is not derived from the rest of it. */
export type Findings = Pick<
  Report,
  "stack" | "scope" | "started" | "durationMs" | "hosts" | "cells" | "causes" | "state" | "tests" | "darkTime"
>;

/** Adds counts and verdict. It passes only when every cell, state item, host and test is as planned, but for warnings. */
export function conclude(findings: Findings): Report {
  const { cells, causes, state, hosts, tests, darkTime } = findings;
  const tested = countTests(tests ?? []);
  const failed = cells.filter(({ ok }) => !ok);
  const drift = state.filter(({ ok }) => !ok).length;
  const broken = Object.values(hosts).some(({ error }) => error !== undefined);
  const bad = failed.length > 0 || drift > 0 || broken || tested.failedTests > 0;
  const isEmpty = cells.length + state.length + tested.tests === 0 && !broken;
  return {
    schemaVersion: 2,
    stack: findings.stack,
    scope: findings.scope,
    verdict: isEmpty ? "nothing to verify" : bad ? "failed" : "passed",
    started: findings.started,
    durationMs: findings.durationMs,
    counts: {
      cells: cells.length,
      passed: cells.length - failed.length,
      failed: failed.length,
      notProbed: failed.filter(({ observed }) => observed === "not probed").length,
      stateItems: state.length,
      drift,
      ...(tests === undefined ? {} : tested),
    },
    proofs: summarise(cells),
    hosts,
    cells,
    causes,
    state,
    ...(tests === undefined ? {} : { tests }),
    ...(darkTime === undefined ? {} : { darkTime }),
  };
}

function summarise(cells: readonly CellReport[]): Report["proofs"] {
  const groups = groupBy(cells, ({ proves }) => proves);
  return Object.entries(PROOFS).flatMap(([proves, what]) => {
    const group = groups.get(proves);
    if (group === undefined) return [];
    const passed = group.filter(({ ok }) => ok).length;
    const methods = groupBy(group, ({ method }) => method);
    return [
      {
        ...{ proves, what, passed, failed: group.length - passed },
        methods: Object.fromEntries([...methods].map(([method, list]) => [method, list.length])),
      },
    ];
  });
}

/** The same as netlab's: 0 passed, 1 failed, 2 nothing to verify, which must never pass, 3 passed but for warnings. */
export function exitCode({ verdict, counts }: Pick<Report, "verdict" | "counts">): 0 | 1 | 2 | 3 {
  if (verdict !== "passed") return verdict === "failed" ? 1 : 2;
  return (counts.warnings ?? 0) > 0 ? 3 : 0;
}
