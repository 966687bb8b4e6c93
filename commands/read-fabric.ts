import type { FabricOutput } from "../harness/contract";
import { parseFabricOutput } from "../harness/fabric-output";
import { startProgress } from "../support/terminal";
import { openSession, stackExists, type Session } from "./session";
import { notUp } from "./stack-file";

/**
 * The outputs of a stack, as JSON. Undefined if it is not up, also when its last update failed before every host could be logged
 * in to: what Pulumi then shows for `fabric` stands for an unknown value.
 */
export async function readOutputs(
  session: Pick<Session, "env" | "read" | "stack">,
): Promise<{ readonly text: string; readonly plan: unknown } | undefined> {
  if (!(await stackExists(session))) return undefined;
  const text = await session.read(["stack", "output", "--json", "--stack", session.stack]);
  const { fabric, plan } = JSON.parse(text) as { fabric?: unknown; plan?: unknown };
  return typeof fabric === "object" && fabric !== null ? { text, plan } : undefined;
}

/** The stack output `fabric`; undefined if the stack is not up. */
export async function findFabric(session: Pick<Session, "env" | "read" | "stack">): Promise<FabricOutput | undefined> {
  const outputs = await readOutputs(session);
  return outputs && parseFabricOutput(outputs.text, `stack ${session.stack}`);
}

/** The stack output `fabric` of a stack that is up. @throws UserError if it is not */
export async function readFabric(stack: string): Promise<FabricOutput> {
  return fabricOf(await openSession(stack, startProgress()));
}

/** The same, over a session that is already open. */
export async function fabricOf(session: Pick<Session, "env" | "read" | "stack">): Promise<FabricOutput> {
  const fabric = await findFabric(session);
  if (fabric === undefined) throw notUp(session.stack);
  return fabric;
}
