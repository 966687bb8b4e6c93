import { plannedOutput } from "../components/assembly/planned-output";
import { collectPeers } from "../components/collect-peers";
import { findImageProblems } from "../components/images/image-content";
import { namedAddresses } from "../harness/names/named-addresses";
import type { Problem } from "../support/problem";
import type { AddressPlan } from "../topology/plan/address-plan";
import { addressPlan } from "../topology/plan/build-plan";
import { configurationProblems, parseFabric } from "../topology/schema/parse-configuration";
import { findForbiddenSubnets } from "../topology/allowed-ranges";
import { findConflicts } from "../topology/conflicts/find-conflicts";
import { findTargetProblems } from "../topology/problems/test-targets";
import { requirementsOf } from "../topology/requirements/find-requirements";
import { normalise } from "../topology/model/normalise";
import type { Topology } from "../topology/model/topology";
import { paint, print, say, startProgress } from "../support/terminal";
import { allowedRanges } from "./allowed-ranges";
import { planCsv, planJson, planText } from "./plan-formats";
import { openSession } from "./session";
import { readStackFile } from "./stack-file";

export type PlanFormat = "table" | "json" | "csv";

/** Prints every address of a stack, from its configuration alone. Exit code 1: the plan has problems. */
export async function plan(stack: string, format: PlanFormat): Promise<number> {
  const { topology, problems } = normalise(parseFabric(readStackFile(stack)), stack);
  const peers = await collectPeers(topology.peers, readPeerPlan);
  const addresses = addressPlan(topology, peers.plans);
  const images = await findImageProblems(topology);
  const refusals = [...problems, ...peers.problems, ...images, ...planProblems(topology, addresses)];
  const requirements = requirementsOf(topology);
  const names = namedAddresses(plannedOutput(topology));
  const bold = (text: string): string => paint("bold", text);
  const text = {
    table: () => planText(addresses, names, requirements, bold),
    json: () => planJson(stack, addresses, names, requirements, refusals),
    csv: () => planCsv(addresses),
  }[format]();
  print(text);
  if (refusals.length === 0) return 0;
  say(`\n${configurationProblems(refusals)}`);
  return 1;
}

/** What is wrong with an address plan as a whole: collisions, targets of tests that nobody has, and subnets outside the ranges that the stack may use. */
export function planProblems(topology: Topology, addresses: AddressPlan): Problem[] {
  const ranges = allowedRanges(topology.stack);
  return [
    ...findConflicts(addresses),
    ...findTargetProblems(topology, addresses),
    ...(ranges === undefined ? [] : findForbiddenSubnets(addresses, ranges)),
  ];
}

/** The output `plan` of another stack. @throws UserError when it cannot be read */
export async function readPeerPlan(stack: string): Promise<unknown> {
  const session = await openSession(stack, startProgress());
  return JSON.parse(await session.read(["stack", "output", "plan", "--json", "--stack", stack])) as unknown;
}
