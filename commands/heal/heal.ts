import { readFileSync } from "node:fs";
import { z } from "zod";
import type { DarkTime } from "../../harness/dark-time/dark-time-report";
import { reportSchema, type Report } from "../../harness/report";
import { restartContainerScript } from "../../host/container-scripts";
import { say, startProgress, type Progress } from "../../support/terminal";
import { STACK_LABEL } from "../../topology/naming";
import { policyFlags } from "../policy-flags";
import { fabricOf } from "../read-fabric";
import { repairInterrupted } from "../repair-interrupted";
import { openSession, stackExists, type Session } from "../session";
import { notUp } from "../stack-file";
import { readState, type State } from "../state";
import { update } from "../update";
import { reportFiles, verifySession } from "../verify";
import { missingReleases } from "./missing-releases";
import { planRepairs, type Repair } from "./plan-repairs";
import { nameOf, repairOnHosts } from "./repair-on-hosts";

/** A link that is made again takes the containers' links with it, which the next round finds. */
const ROUNDS = 3;

type Resources = NonNullable<State["deployment"]["resources"]>;

/** Verifies a stack, and repairs what has drifted. */
export async function heal(stack: string): Promise<number> {
  const session = await openSession(stack, startProgress());
  if (!(await stackExists(session))) throw notUp(stack);
  await repairInterrupted(session, startProgress());
  return verifyAndHeal(session);
}

/**
 * Verifies; as long as something has drifted that can be repaired, repairs it and verifies again.
 * @param darkTime for the report
 */
export async function verifyAndHeal(session: Session, darkTime?: DarkTime): Promise<number> {
  const leftHosts = new Set<string>();
  let exitCode = await verifySession(session, { darkTime });
  for (let round = 1; exitCode === 1 && round <= ROUNDS; round += 1) {
    if (!(await repairDrift(session, round > 1, leftHosts))) return exitCode;
    exitCode = await verifySession(session, { darkTime });
  }
  return exitCode;
}

/**
 * Whether there was something to repair.
 * @param leftHosts hosts whose containers only the user can start; further ones are added
 */
async function repairDrift(session: Session, again: boolean, leftHosts: Set<string>): Promise<boolean> {
  const report = reportSchema.parse(JSON.parse(readFileSync(reportFiles(session.stack).json, "utf8")));
  const output = await fabricOf(session);
  const { repairs, left } = planRepairs(repairable(report, leftHosts), output, again);
  if (left.length > 0) say(`\nNot repaired from here:\n${left.map((line) => `- ${line}`).join("\n")}`);
  if (repairs.length === 0) return false;
  say(`\nRepairing what has drifted: ${repairs.map(nameOf).join(", ")}`);
  const progress = startProgress();
  const { resources = [] } = (await readState(session)).state.deployment;
  const scripts = await scriptsOf(repairs, resources, session);
  const script = (repair: Repair): string | undefined => scriptOf(repair, session.stack, scripts);
  await repairOnHosts(repairs, { output, script, leftHosts }, progress);
  await replaceResources(session, repairs, resources, progress);
  return true;
}

/** The drift of hosts that could be read, without containers that are left to the user. */
function repairable({ state, hosts }: Report, leftHosts: ReadonlySet<string>): Report["state"] {
  return state.filter(
    ({ host, subject }) =>
      hosts[host]?.error === undefined && !(leftHosts.has(host) && subject.startsWith("container ")),
  );
}

function scriptOf(repair: Repair, stack: string, recorded: ReadonlyMap<string, string>): string | undefined {
  switch (repair.kind) {
    case "script":
      return recorded.get(repair.name);
    case "start":
      return restartContainerScript(stack, repair.container, `${STACK_LABEL}=${stack}`, true);
    case "replace":
      return undefined;
  }
}

/** The scripts of the repairs. Only those that hold a secret take a second look at the state, with its secrets. */
async function scriptsOf(
  repairs: readonly Repair[],
  resources: Resources,
  session: Session,
): Promise<Map<string, string>> {
  const plain = recordedScripts(resources);
  if (repairs.every((repair) => repair.kind !== "script" || plain.has(repair.name))) return plain;
  const { state } = await readState(session, "--show-secrets");
  return recordedScripts(state.deployment.resources ?? []);
}

/** The scripts that the state has, as they run on a host, by the resource's name without the fabric's. */
function recordedScripts(resources: Resources): Map<string, string> {
  return new Map(
    resources.flatMap(({ urn, type, inputs }) => {
      const script = plainText(inputs?.["stdin"]);
      if (type !== "command:remote:Command" || script === undefined) return [];
      return [[localName(urn), script] as const];
    }),
  );
}

/** A text of the state, also one that the engine has decrypted. */
function plainText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  const { success, data } = DECRYPTED.safeParse(value);
  const text: unknown = success ? JSON.parse(data.plaintext) : undefined;
  return typeof text === "string" ? text : undefined;
}

const DECRYPTED = z.object({ plaintext: z.string() });

async function replaceResources(
  session: Session,
  repairs: readonly Repair[],
  resources: Resources,
  progress: Progress,
): Promise<void> {
  const names = new Set(repairs.flatMap((repair) => (repair.kind === "replace" ? [repair.name] : [])));
  if (names.size === 0) return;
  const urns = resources.filter(({ urn, type }) => type.startsWith("docker:") && names.has(localName(urn)));
  const targets = urns.flatMap(({ urn }) => ["--target-replace", urn]);
  if (targets.length === 0) return;
  for (const urn of missingReleases(resources)) targets.push("--target", urn);
  await update(session, ["--target-dependents", ...policyFlags(session.stack), ...targets], progress);
}

/** A resource's name without the fabric's in front. */
function localName(urn: string): string {
  return (urn.split("::").at(-1) ?? "").replace(/^[^-]+-/, "");
}
