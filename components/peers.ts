import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { PeerPlan } from "../topology/addresses/peers";
import { parseExportedPlan } from "../topology/exported-plan";
import type { Peer } from "../topology/topology";
import { UserError } from "../topology/user-error";

/** What the other stacks on the LAN have taken, read before anything of this one is made, and what could not be read. */
export async function loadPeers(peers: readonly Peer[]): Promise<{ plans: PeerPlan[]; problems: string[] }> {
  const found: { plans: PeerPlan[]; problems: string[] } = { plans: [], problems: [] };
  for (const { name, plan: file, stack = "" } of peers) {
    try {
      const plan = file === undefined ? await readStack(name, stack) : readPlanFile(name, file);
      found.plans.push({ name, plan });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      found.problems.push(error.message);
    }
  }
  return found;
}

/** Reads an exported plan from a file. @throws UserError when it cannot be read. */
export function readPlanFile(name: string, file: string): PeerPlan["plan"] {
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

const PROJECT_ROOT = resolve(__dirname, "..");

async function readStack(name: string, stack: string): Promise<PeerPlan["plan"]> {
  const path = `peers.${name}.stack`;
  if (qualified(stack) === qualified(pulumi.getStack())) {
    throw new UserError(`${path}: ${stack} is this stack itself: remove the entry`);
  }
  const reference = new pulumi.StackReference(`peer-${name}`, { name: qualified(stack) });
  const value: unknown = (await reference.getOutputDetails("plan")).value;
  if (value === undefined) {
    throw new UserError(`${path}: stack ${stack} has no output plan: bring it up first, or name an exported plan`);
  }
  return parseExportedPlan(value, path, `the output plan of stack ${stack}`);
}

/** A bare name is a stack of this project. */
function qualified(stack: string): string {
  return stack.includes("/") ? stack : `${pulumi.getOrganization()}/${pulumi.getProject()}/${stack}`;
}
