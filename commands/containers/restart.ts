import { groupBy } from "../../harness/group-by";
import { connectSsh, type Connect } from "../../harness/ssh";
import { applied } from "../../host/render";
import { saidOn } from "../../host/said";
import { restartContainerScript } from "../../host/container-scripts";
import { messageOf } from "../../support/errors";
import { say, startProgress, type Progress } from "../../support/terminal";
import { STACK_LABEL } from "../../topology/naming";
import { readFabric } from "../read-fabric";
import { findContainer, type Place } from "./find-container";

/** Seconds that one container may take; Docker waits for it to stop before it kills it. */
const LIMIT = 300;

/** Restarts containers, those of one host one after the other. They keep addresses, MACs and limits. */
export async function restart(stack: string, names: readonly string[]): Promise<number> {
  const fabric = await readFabric(stack);
  const places = [...new Set(names)].map((name) => findContainer(name, fabric));
  const problems = await restartAll(stack, places, startProgress());
  for (const problem of problems) say(`error: ${problem}`);
  return problems.length === 0 ? 0 : 1;
}

/** Resolves to what went wrong. */
export async function restartAll(
  stack: string,
  places: readonly Place[],
  progress: Progress,
  connect: Connect = connectSsh,
): Promise<string[]> {
  const hosts = [...groupBy(places, ({ host }) => host).values()];
  const found = await Promise.all(hosts.map((own) => restartOn(stack, own, progress, connect)));
  return found.flat();
}

async function restartOn(stack: string, own: Place[], progress: Progress, connect: Connect): Promise<string[]> {
  const [{ host, ssh }] = own as [Place];
  const problems: string[] = [];
  try {
    const session = await connect(host, ssh);
    try {
      for (const { name, container } of own) {
        const script = applied(restartContainerScript(stack, container, `${STACK_LABEL}=${stack}`, false));
        const { status, stderr } = await session.run(script, LIMIT);
        if (status === 0) progress(`${name} on ${host} has restarted`);
        else problems.push(`${name} on ${host}: ${saidOn(host, stderr) || `not restarted within ${LIMIT} s`}`);
      }
    } finally {
      session.close();
    }
  } catch (error) {
    problems.push(messageOf(error));
  }
  return problems;
}
