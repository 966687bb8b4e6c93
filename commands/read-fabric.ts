import type { FabricOutput } from "../harness/contract";
import { parseFabricOutput } from "../harness/fabric-output";
import { startProgress } from "../support/terminal";
import { openSession, stackExists } from "./session";
import { notUp } from "./stack-file";

/** The stack output `fabric` of a stack that is up. @throws UserError if it is not */
export async function readFabric(stack: string): Promise<FabricOutput> {
  const session = await openSession(stack, startProgress());
  if (!(await stackExists(session))) throw notUp(stack);
  return parseFabricOutput(await session.read(["stack", "output", "--json", "--stack", stack]), `stack ${stack}`);
}
