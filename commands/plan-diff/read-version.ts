import { readFileSync, statSync } from "node:fs";
import { assignedFileName, parseAssigned, readAssigned } from "../../components/assigned-file";
import { parseFabricOutput } from "../../harness/fabric-output";
import { UserError } from "../../support/errors";
import { runCommand } from "../../support/run-command";
import { PROJECT_ROOT } from "../../support/project";
import { startProgress } from "../../support/terminal";
import type { Assigned } from "../../topology/automatic/assigned";
import { normalise } from "../../topology/model/normalise";
import { parseExportedPlan } from "../../topology/plan/exported-plan";
import { parseFabric } from "../../topology/schema/parse-configuration";
import { fromUser } from "../outputs";
import { readOutputs } from "../read-fabric";
import { openSession } from "../session";
import { parseStackFile, stackFileName } from "../stack-file";
import { plannedVersion, type Version } from "./version";

/** Names the outputs of the stack itself, rather than a file or a git ref. */
export const DEPLOYED = "deployed";

/**
 * Another version of a stack: `deployed`, a stack file, or the stack's file at a git ref; undefined if there was none then.
 * @throws UserError when it cannot be read, or `other` is none of these
 */
export async function readVersion(stack: string, other: string): Promise<Version | undefined> {
  if (other === DEPLOYED) return deployedVersion(stack);
  const file = fromUser(other);
  if (statSync(file, { throwIfNoEntry: false })?.isFile() === true) {
    return versionOf(readFileSync(file, "utf8"), stack, other, readAssigned(stack));
  }
  return versionAt(stack, other);
}

/** What is up, by the stack's outputs; undefined when nothing is. */
export async function deployedVersion(stack: string): Promise<Version | undefined> {
  const outputs = await readOutputs(await openSession(stack, startProgress()));
  if (outputs?.plan === undefined) return undefined;
  const { text, plan } = outputs;
  return { fabric: parseFabricOutput(text, `stack ${stack}`), plan: parseExportedPlan(plan, `stack ${stack}`) };
}

/**
 * What the stack's file plans at a git ref; undefined when it is not there.
 * @param shown what messages call it
 */
export async function versionAt(stack: string, ref: string, shown = ref): Promise<Version | undefined> {
  const commit = await commitOf(ref);
  if (commit === undefined) {
    throw new UserError(
      `"${ref}" is neither a stack file, nor a git ref, nor \`${DEPLOYED}\`: name one, such as Pulumi.dev.yaml, main or origin/main`,
    );
  }
  const name = stackFileName(stack);
  const text = await fileAt(commit, name, shown);
  if (text === undefined) return undefined;
  const memory = assignedFileName(stack);
  const assigned = parseAssigned((await fileAt(commit, memory, shown)) ?? "", `${memory} of ${shown}`);
  return versionOf(text, stack, `${name} of ${shown}`, assigned);
}

/** The text of a file of the project at a commit; undefined when it is not there. */
async function fileAt(commit: string, name: string, shown: string): Promise<string | undefined> {
  const listed = await git("ls-tree", "--name-only", commit, "--", name);
  if (!listed.ok) throw new UserError(`git cannot list ${shown}: ${listed.all.trim()}`);
  if (listed.stdout.trim() === "") return undefined;
  const file = await git("show", `${commit}:./${name}`);
  if (!file.ok) throw new UserError(`git cannot show ${name} of ${shown}: ${file.all.trim()}`);
  return file.stdout;
}

/** The commit that a ref names; undefined when it names none. */
export async function commitOf(ref: string): Promise<string | undefined> {
  const found = await git("rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`);
  return found.ok ? found.stdout.trim() : undefined;
}

/** Runs git in the project's folder. */
export async function git(...args: readonly string[]): ReturnType<typeof runCommand> {
  return runCommand("git", ["-C", PROJECT_ROOT, ...args]);
}

/** What is wrong with the plan beyond its shape does not matter here. */
function versionOf(text: string, stack: string, name: string, assigned: Assigned): Version {
  try {
    return plannedVersion(normalise(parseFabric(parseStackFile(text, name)), stack, { assigned }).topology);
  } catch (error) {
    if (!(error instanceof UserError) || error.message.startsWith(`${name}:`)) throw error;
    throw new UserError(`${name}: ${error.message}`);
  }
}
