import { messageOf, UserError } from "../../support/errors";
import { problemText } from "../../support/problem";
import { addressPlan } from "../../topology/plan/build-plan";
import { comparePlans } from "../plan-diff/plan-diff";
import { plannedVersion, type Version } from "../plan-diff/version";
import type { PlanDiff } from "../plan-diff/format";
import { planProblems } from "../plan";
import { automaticNotes } from "../plan-automatic";
import { readPeerPlan, readTopologyBesidePeers } from "../read-topology";
import { hasStackFile } from "../stack-file";
import type { PreviewResult } from "./preview";

/** What a pull request does to one stack. */
export interface Environment {
  readonly stack: string;
  /** What it is compared with: `deployed`, or the base. */
  readonly against: string;
  readonly before?: Version;
  readonly after?: Version;
  readonly diff: PlanDiff;
  /** Why the stack file cannot work, or cannot be read. */
  readonly problems: readonly string[];
  /** What could not be looked at, which is no fault of the change. */
  readonly notes: readonly string[];
  readonly preview?: PreviewResult;
}

/** How the other version of a stack is found, and what a preview says of it. */
export interface Sources {
  /** @throws UserError when it cannot be read */
  before(stack: string): Promise<{ readonly against: string; readonly version?: Version }>;
  preview(stack: string): Promise<PreviewResult | undefined>;
  /** Whether outputs of other stacks can be read. */
  readonly hasBackend: boolean;
}

/** Compares the stack file with the other version, and plans it; nothing that is wrong with either stops the review. */
export async function reviewEnvironment(stack: string, sources: Sources): Promise<Environment> {
  const notes: string[] = [];
  const other = await sources.before(stack).catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error;
    notes.push(`Everything is shown as new, because the other version cannot be read: ${error.message}`);
    return { against: "nothing", version: undefined };
  });
  const { after, problems } = await readHead(stack, sources.hasBackend, notes);
  if (!hasStackFile(stack)) notes.push("Its stack file goes; what is up stays until `npm run down`.");
  // A plan that cannot work is refused before any policy.
  const preview = after === undefined || problems.length > 0 ? undefined : await sources.preview(stack);
  return {
    ...{ stack, against: other.against, problems, notes },
    ...(other.version === undefined ? {} : { before: other.version }),
    ...(after === undefined ? {} : { after }),
    // Without a stack file that can be read, nothing is known to go.
    diff:
      after === undefined && hasStackFile(stack) ? { addresses: [], things: [] } : comparePlans(other.version, after),
    ...(preview === undefined ? {} : { preview }),
  };
}

async function readHead(
  stack: string,
  hasBackend: boolean,
  notes: string[],
): Promise<{ after?: Version; problems: string[] }> {
  if (!hasStackFile(stack)) return { problems: [] };
  try {
    const read = await readTopologyBesidePeers(stack, hasBackend ? readPeerPlan : noBackend);
    const { topology, problems, peers, choices } = read;
    notes.push(...peers.problems.map(problemText), ...automaticNotes(stack, choices));
    const found = [...problems, ...planProblems(topology, addressPlan(topology, peers.plans))];
    return { after: plannedVersion(topology), problems: found.map(problemText) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { problems: [messageOf(error)] };
  }
}

function noBackend(stack: string): never {
  throw new UserError(`the plan of stack ${stack} was not read, because no backend is given`);
}

/** Whether a change must not be merged as it is. */
export function isRefused({ problems, preview }: Environment): boolean {
  return problems.length > 0 || preview?.failed === true;
}
