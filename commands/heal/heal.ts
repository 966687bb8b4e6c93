import { readFileSync } from "node:fs";
import type { DarkTime } from "../../harness/dark-time/dark-time-report";
import { reportSchema, type Report } from "../../harness/report";
import { restartContainerScript } from "../../host/container-scripts";
import { say, startProgress, type Progress } from "../../support/terminal";
import { STACK_LABEL } from "../../topology/naming";
import { isEdited } from "../plan-diff/plan-diff";
import { policyFlags } from "../policy-flags";
import { fabricOf } from "../read-fabric";
import { repairInterrupted } from "../repair-interrupted";
import { openSession, stackExists, type Session } from "../session";
import { notUp, stackFileName } from "../stack-file";
import { readState, type State } from "../state";
import { update } from "../update";
import { reportFiles, verifySession } from "../verify";
import { missingReleases } from "./missing-releases";
import { planRepairs, type Repair } from "./plan-repairs";
import { localName, scriptsOf } from "./recorded-scripts";
import { nameOf, repairOnHosts } from "./repair-on-hosts";

/** A link that is made again takes the containers' links with it, which the next round finds. */
const ROUNDS = 3;

type Resources = NonNullable<State["deployment"]["resources"]>;

/** What the rounds so far have found to be out of reach. */
interface GivenUp {
  /** Hosts whose containers only the user can start. */
  readonly hosts: Set<string>;
  /** Resources that an update could not make anew; the engine has said why. */
  readonly replacements: Set<string>;
}

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
  const givenUp: GivenUp = { hosts: new Set(), replacements: new Set() };
  let exitCode = await verifySession(session, { darkTime });
  for (let round = 1; exitCode === 1 && round <= ROUNDS; round += 1) {
    if (!(await repairDrift(session, round > 1, givenUp))) return exitCode;
    exitCode = await verifySession(session, { darkTime });
  }
  return exitCode;
}

/** Whether there was something to repair. @param givenUp what this finds out of reach is added */
async function repairDrift(session: Session, again: boolean, givenUp: GivenUp): Promise<boolean> {
  const report = reportSchema.parse(JSON.parse(readFileSync(reportFiles(session.stack).json, "utf8")));
  const output = await fabricOf(session);
  const { repairs: all, left } = planRepairs(repairable(report, givenUp.hosts), output, again);
  const possible = all.filter((repair) => repair.kind !== "replace" || !givenUp.replacements.has(repair.name));
  const { repairs, edited } = await leaveToEdit(possible, session.stack);
  const lines = [...left, ...edited].map((line) => `- ${line}`);
  if (lines.length > 0) say(`\nNot repaired from here:\n${lines.join("\n")}`);
  if (repairs.length === 0) return false;
  say(`\nRepairing what has drifted: ${repairs.map(nameOf).join(", ")}`);
  const progress = startProgress();
  const { resources = [] } = (await readState(session)).state.deployment;
  const scripts = await scriptsOf(repairs, resources, session);
  const script = (repair: Repair): string | undefined => scriptOf(repair, session.stack, scripts);
  await repairOnHosts(repairs, { output, script, leftHosts: givenUp.hosts }, progress);
  const replaced = repairs.flatMap((repair) => (repair.kind === "replace" ? [repair.name] : []));
  if ((await replaceResources(session, replaced, resources, progress)) !== 0)
    for (const name of replaced) givenUp.replacements.add(name);
  return true;
}

/** What is made anew is made as the stack file has it, and an edit of that is not for `heal` to begin. */
async function leaveToEdit(
  repairs: readonly Repair[],
  stack: string,
): Promise<{ readonly repairs: readonly Repair[]; readonly edited: readonly string[] }> {
  const names = repairs.filter(({ kind }) => kind === "replace").map(nameOf);
  if (names.length === 0 || !(await isEdited(stack))) return { repairs, edited: [] };
  const why = `${stackFileName(stack)} has changed since the last update`;
  return {
    repairs: repairs.filter(({ kind }) => kind !== "replace"),
    edited: [`${names.join(", ")}: ${why}: run \`npm run up -- --stack ${stack}\`, which repairs this too`],
  };
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

/** Makes Docker resources of these names anew, and resolves to the exit code of that: 1 for what the state does not know. */
async function replaceResources(
  session: Session,
  names: readonly string[],
  resources: Resources,
  progress: Progress,
): Promise<number> {
  if (names.length === 0) return 0;
  const urns = resources.filter(({ urn, type }) => type.startsWith("docker:") && names.includes(localName(urn)));
  const targets = urns.flatMap(({ urn }) => ["--target-replace", urn]);
  if (targets.length === 0) return 1;
  for (const urn of missingReleases(resources)) targets.push("--target", urn);
  return update(session, ["--target-dependents", ...policyFlags(session.stack), ...targets], progress);
}
