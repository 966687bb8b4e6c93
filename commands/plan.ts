import { styleText } from "node:util";
import { readPlanFile } from "../components/peers";
import { addressPlan } from "../topology/addresses";
import type { PeerPlan } from "../topology/addresses/peers";
import { parseFabric, problemList } from "../topology/configuration";
import { findConflicts } from "../topology/conflicts";
import { parseExportedPlan } from "../topology/exported-plan";
import type { Peer } from "../topology/topology";
import { normalise } from "../topology/normalise";
import { UserError } from "../topology/user-error";
import { planCsv, planJson, planText } from "./plan-formats";
import { say } from "./say";
import { openSession } from "./session";
import { readStackFile } from "./stack-file";

export type PlanFormat = "table" | "json" | "csv";

/** Prints every address of a stack, from its configuration alone. Exit code 1: the plan has problems. */
export async function plan(stack: string, format: PlanFormat): Promise<number> {
  const normalised = normalise(parseFabric(readStackFile(stack)), stack);
  const { topology } = normalised;
  const problems = [...normalised.problems];
  const peers: PeerPlan[] = [];
  for (const peer of topology.peers) {
    try {
      peers.push({ name: peer.name, plan: await readPeer(peer) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(error.message);
    }
  }
  const addresses = addressPlan(topology, peers);
  const refusals = [...problems, ...findConflicts(addresses).map(({ message }) => message)];
  const bold = (text: string): string => (process.stdout.isTTY ? styleText("bold", text) : text);
  const text = {
    table: () => planText(addresses, bold),
    json: () => planJson(stack, addresses, refusals),
    csv: () => planCsv(addresses),
  }[format]();
  process.stdout.write(`${text}\n`);
  if (refusals.length === 0) return 0;
  say(`\n${problemList(refusals)}`);
  return 1;
}

async function readPeer({ name, plan: file, stack = "" }: Peer): Promise<PeerPlan["plan"]> {
  if (file !== undefined) return readPlanFile(name, file);
  const session = await openSession(stack, say);
  const output = await session.read(["stack", "output", "plan", "--json", "--stack", stack]);
  return parseExportedPlan(JSON.parse(output), `peers.${name}.stack`, `the output plan of stack ${stack}`);
}
