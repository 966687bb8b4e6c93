import { plannedOutput } from "../components/assembly/planned-output";
import { assignedFileName, rememberAssigned } from "../components/assigned-file";
import { findImageProblems } from "../components/images/image-content";
import { namedAddresses } from "../harness/names/named-addresses";
import { readNamedFiles } from "../components/read-named-files";
import type { Problem } from "../support/problem";
import type { AddressPlan } from "../topology/plan/address-plan";
import { addressPlan } from "../topology/plan/build-plan";
import { configurationProblems, parseFabric } from "../topology/schema/parse-configuration";
import { findForbiddenSubnets } from "../topology/allowed-ranges";
import { findConflicts } from "../topology/conflicts/find-conflicts";
import { findFileProblems } from "../topology/problems/file-problems";
import { findTargetProblems } from "../topology/problems/test-targets";
import { requirementsOf } from "../topology/requirements/find-requirements";
import type { Topology } from "../topology/model/topology";
import { paint, print, say } from "../support/terminal";
import { allowedRanges } from "./allowed-ranges";
import { planCsv, planJson, planText } from "./plan-formats";
import { readStackFile } from "./stack-file";
import { readTopologyBesidePeers } from "./read-topology";

export type PlanFormat = "table" | "json" | "csv";

/**
 * Prints every address of a stack, from its configuration alone. Exit code 1: the plan has problems.
 * @param assign whether what is automatic is remembered, if there are none
 */
export async function plan(stack: string, format: PlanFormat, assign = false): Promise<number> {
  const { topology, problems, peers, choices, assigned } = await readTopologyBesidePeers(stack);
  const configuration = parseFabric(readStackFile(stack));
  const files = readNamedFiles(configuration);
  const addresses = addressPlan(topology, peers.plans);
  const images = await findImageProblems(topology);
  const refusals = [
    ...problems,
    ...files.problems,
    ...findFileProblems(configuration, topology, files.texts),
    ...peers.problems,
    ...images,
    ...planProblems(topology, addresses),
  ];
  const requirements = requirementsOf(topology);
  const names = namedAddresses(plannedOutput(topology));
  const bold = (text: string): string => paint("bold", text);
  const text = {
    table: () => planText(addresses, names, requirements, bold, choices),
    json: () => planJson(stack, addresses, names, requirements, refusals, choices),
    csv: () => planCsv(addresses),
  }[format]();
  print(text);
  if (refusals.length === 0) {
    if (assign && rememberAssigned(stack, assigned)) say(`\nWrote ${assignedFileName(stack)}`);
    return 0;
  }
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
