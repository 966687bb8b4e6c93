import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { PROJECT_ROOT } from "../support/project";
import type { PeerPlan } from "../topology/plan/peer-plans";
import { parseExportedPlan } from "../topology/plan/exported-plan";
import type { Peer } from "../topology/model/topology";
import { UserError } from "../support/errors";

/** The plans of the peers, and what to say about those that cannot be read. */
export interface CollectedPeers {
  readonly plans: readonly PeerPlan[];
  readonly problems: readonly string[];
}

/**
 * Reads every peer, from its file or as `readOutput` reads the output `plan` of a stack: the program asks the engine, a
 * command the CLI. Loads nothing of Pulumi, as commands start with it.
 */
export async function collectPeers(
  peers: readonly Peer[],
  readOutput: (stack: string, peer: string) => Promise<unknown>,
): Promise<CollectedPeers> {
  const plans: PeerPlan[] = [];
  const problems: string[] = [];
  for (const { name, plan: file, stack = "" } of peers) {
    try {
      plans.push({ name, plan: file === undefined ? await readStack(name, stack, readOutput) : readFile(name, file) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(error.message);
    }
  }
  return { plans, problems };
}

async function readStack(
  name: string,
  stack: string,
  readOutput: (stack: string, peer: string) => Promise<unknown>,
): Promise<PeerPlan["plan"]> {
  const path = `peers.${name}.stack`;
  const value = await readOutput(stack, name);
  if (value === undefined) {
    throw new UserError(`${path}: stack ${stack} has no output plan: bring it up first, or name an exported plan`);
  }
  return parseExportedPlan(value, path, `the output plan of stack ${stack}`);
}

function readFile(name: string, file: string): PeerPlan["plan"] {
  const path = `peers.${name}.plan`;
  try {
    return parseExportedPlan(JSON.parse(readFileSync(resolve(PROJECT_ROOT, file), "utf8")), path, file);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `${path}: ${file} cannot be read as JSON: write it with \`npm run -s plan -- --stack NAME --json\``,
    );
  }
}
