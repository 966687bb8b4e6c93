import { readFileSync } from "node:fs";
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
import { isEdited } from "./is-edited";
import { leaveReplacements } from "./leave-replacements";
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
  /** Resources that an update could not make anew. */
  readonly replacements: Set<string>;
}

interface Healing {
  /** For the report. */
  readonly darkTime?: DarkTime | undefined;
  /** Whether the stack file may plan something else than what is up. Default: no, as after an update. */
  readonly mayBeEdited?: boolean;
}

/** Verifies a stack, and repairs what has drifted. */
export async function heal(stack: string): Promise<number> {
  const session = await openSession(stack, startProgress());
  if (!(await stackExists(session))) throw notUp(stack);
  await repairInterrupted(session, startProgress());
  return verifyAndHeal(session, { mayBeEdited: true });
}

/** Verifies; as long as something has drifted that can be repaired, repairs it and verifies again. */
export async function verifyAndHeal(session: Session, healing: Healing = {}): Promise<number> {
  const { darkTime } = healing;
  const givenUp: GivenUp = { hosts: new Set(), replacements: new Set() };
  let exitCode = await verifySession(session, { darkTime });
  for (let round = 1; exitCode === 1 && round <= ROUNDS; round += 1) {
    if (!(await repairDrift(session, round > 1, givenUp, healing))) return exitCode;
    exitCode = await verifySession(session, { darkTime });
  }
  return exitCode;
}

/** Whether there was something to repair. @param givenUp what this finds out of reach is added */
async function repairDrift(
  session: Session,
  again: boolean,
  givenUp: GivenUp,
  { mayBeEdited = false }: Healing,
): Promise<boolean> {
  const report = reportSchema.parse(JSON.parse(readFileSync(reportFiles(session.stack).json, "utf8")));
  const output = await fabricOf(session);
  const planned = planRepairs(repairable(report, givenUp.hosts), output, again);
  const isAsked = mayBeEdited && planned.repairs.some(({ kind }) => kind === "replace");
  const edited = isAsked && (await isEdited(session, output));
  const reasons = { stack: session.stack, isEdited: edited, failed: givenUp.replacements };
  const { repairs, left } = leaveReplacements(planned, reasons);
  if (left.length > 0) say(`\nNot repaired from here:\n${left.map((line) => `- ${line}`).join("\n")}`);
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
