import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { UserError } from "../support/errors";
import type { Problem } from "../support/problem";
import { PROJECT_ROOT } from "../support/project";
import type { Peer } from "../topology/model/topology";
import { parseExportedPlan } from "../topology/plan/exported-plan";
import type { PeerPlan } from "../topology/plan/peer-plans";

/** The plans of the peers, and a problem for each one that could not be read. */
export interface CollectedPeers {
  readonly plans: readonly PeerPlan[];
  readonly problems: readonly Problem[];
}

/** Reads the output `plan` of a stack; undefined when it has none. @throws UserError when the stack cannot be read */
export type ReadPlanOutput = (stack: string, peer: string) => Promise<unknown>;

/**
 * Reads every peer, from its file or with `readPlanOutput`: the program asks the engine, a command the CLI. This module does
 * not load Pulumi, because commands import it when they start.
 */
export async function collectPeers(peers: readonly Peer[], readPlanOutput: ReadPlanOutput): Promise<CollectedPeers> {
  const plans: PeerPlan[] = [];
  const problems: Problem[] = [];
  for (const { name, plan: file, stack = "" } of peers) {
    try {
      plans.push({ name, plan: file === undefined ? await readStack(stack, name, readPlanOutput) : readFile(file) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push({ path: `peers.${name}.${file === undefined ? "stack" : "plan"}`, message: error.message });
    }
  }
  return { plans, problems };
}

async function readStack(stack: string, peer: string, readPlanOutput: ReadPlanOutput): Promise<PeerPlan["plan"]> {
  const value = await readPlanOutput(stack, peer);
  if (value === undefined) {
    throw new UserError(`stack ${stack} has no output plan: bring it up first, or name an exported plan`);
  }
  return parseExportedPlan(value, `the output plan of stack ${stack}`);
}

function readFile(file: string): PeerPlan["plan"] {
  return parseExportedPlan(readJson(file), file);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(resolve(PROJECT_ROOT, file), "utf8"));
  } catch {
    throw new UserError(`${file} cannot be read as JSON: create it with \`npm run -s plan -- --stack NAME --json\``);
  }
}
