import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { FabricOutput } from "../harness/contract";
import { runVerify } from "../harness/main";
import { OUTPUT_KINDS } from "../harness/outputs/kinds";
import type { DarkTime } from "../harness/dark-time/dark-time-report";
import { parseFabricOutput } from "../harness/fabric-output";
import type { PlanTable } from "../harness/page/page-input";
import { cacheRoot } from "../support/cache";
import { say, startProgress } from "../support/terminal";
import { exportedPlanSchema } from "../topology/plan/exported-plan";
import { planTables } from "./plan-tables";
import { readPolicyFindings } from "./policy-findings";
import { readOutputs } from "./read-fabric";
import { openSession, type Session } from "./session";
import { notUp } from "./stack-file";

/** Proves the stack as it stands; all pairs if asked to. Exit code 0: passed, 1: failed, 2: nothing to verify. */
export async function verifyStack(stack: string, full: boolean): Promise<number> {
  return verifySession(await openSession(stack, startProgress()), { full });
}

export interface SessionReport {
  /** Whether all pairs are tried. */
  readonly full?: boolean;
  /** What the update before was measured to be. */
  readonly darkTime?: DarkTime | undefined;
}

/** Also writes the report as JSON, JUnit XML and a page for people to the cache folder, and the inventories for other tools beside it. */
export async function verifySession(session: Session, options: SessionReport = {}): Promise<number> {
  const { stack } = session;
  const outputs = await readOutputs(session);
  if (outputs === undefined) {
    say(`error: ${notUp(stack).message}`);
    return 2;
  }
  const { text, plan } = outputs;
  const { folder, page, ...files } = reportFiles(stack);
  mkdirSync(folder, { recursive: true });
  const shown = { file: page, plan: tablesOf(plan), policies: readPolicyFindings(stack) };
  const exitCode = await runVerify(text, {
    ...files,
    ...options,
    trace: true,
    page: shown,
    source: `stack ${stack}`,
  });
  if (exitCode === 2) return exitCode;
  writeInventories(parseFabricOutput(text, "stack output"), folder);
  say(`Look at it: ${pathToFileURL(page).href}`);
  return exitCode;
}

/** Where the reports of a stack are, and the inventories beside them. */
export function reportFiles(stack: string): { folder: string; json: string; junit: string; page: string } {
  const folder = join(cacheRoot(), "reports", stack);
  const file = (name: string): string => join(folder, name);
  return { folder, json: file("verify.json"), junit: file("verify.xml"), page: file("verify.html") };
}

/** The address plan of a stack that is up; undefined in outputs that hold none, or one of another version. */
function tablesOf(plan: unknown): PlanTable[] | undefined {
  const parsed = exportedPlanSchema.safeParse(plan);
  return parsed.success ? planTables(parsed.data) : undefined;
}

/** What is of use at once; `npm run outputs` writes the other kinds. */
const BESIDE_REPORT = ["ansible", "ssh-config", "hosts"];

function writeInventories(fabric: FabricOutput, folder: string): void {
  const kinds = BESIDE_REPORT.flatMap((name) => OUTPUT_KINDS[name] ?? []);
  const files = kinds.flatMap((kind) =>
    kind.from === "stack output" ? Object.entries(kind.render(fabric, new Date())) : [],
  );
  for (const [name, content] of files) writeFileSync(join(folder, name), content);
  say(`Report, ${files.map(([name]) => name).join(", ")}: ${folder}`);
  const host = Object.keys(fabric.hosts)[0];
  if (host !== undefined) say(`Log in: ssh -F ${join(folder, "ssh-config")} ${host}`);
}
