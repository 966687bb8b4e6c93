import type { Touched } from "../harness/dark-time/choose-sources";
import type { DarkTime } from "../harness/dark-time/dark-time-report";
import type { Places } from "../harness/dark-time/endpoints";
import { measureDarkTime } from "../harness/dark-time/measure-dark-time";
import type { FabricOutput } from "../harness/contract";
import { UserError } from "../support/errors";
import { say } from "../support/terminal";
import type { BlastRadius } from "./blast-radius/blast-radius";
import { readBlastRadius } from "./blast-radius/read-blast-radius";
import { plannedOutput } from "../components/assembly/planned-output";
import { findFabric } from "./read-fabric";
import { readTopology } from "./read-topology";
import type { Session } from "./session";

/** Runs an update, and measures meanwhile how long each endpoint does not answer, if there is anything up that can. */
export async function measureUpdate(
  session: Session,
  update: () => Promise<number>,
): Promise<{ exitCode: number; darkTime?: DarkTime }> {
  const before = await readOutput(session);
  const radius = before === undefined ? undefined : await previewed(session);
  if (before === undefined || radius === undefined) {
    const why = before === undefined ? "nothing is up that could go dark" : "the preview failed";
    say(`Dark time is not measured: ${why}.`);
    return { exitCode: await update() };
  }
  say("Asking every endpoint ten times a second whether it answers");
  const { result, darkTime, problems } = await measureDarkTime({
    ...{ before, after: planned(session.stack), run: update, touched: touchedBy(radius) },
    whys: new Map(radius.containers.map(({ container, why }) => [container, why])),
  });
  for (const problem of problems) say(`Dark time: ${problem}`);
  return { exitCode: result, darkTime };
}

/** What is up now. */
async function readOutput(session: Session): Promise<FabricOutput | undefined> {
  try {
    return await findFabric(session);
  } catch (error) {
    // Also one of an older version: the update writes a new one.
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

async function previewed(session: Session): Promise<BlastRadius | undefined> {
  const radius = await readBlastRadius(session.stack, async (args) => {
    try {
      await session.read(args);
      return 0;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return 1;
    }
  });
  return typeof radius === "number" ? undefined : radius;
}

/** Hosts that the update touches, each with how many containers it makes, replaces or removes there, and one. */
function touchedBy({ hosts, containers }: BlastRadius): Touched {
  const on = (host: string): number =>
    containers.filter(({ before, after }) => before?.host === host || after?.host === host).length;
  return new Map(hosts.map((host) => [host, 1 + on(host)]));
}

/** What the stack file plans. The preview has accepted it. */
function planned(stack: string): Places {
  const { topology } = readTopology(stack);
  return plannedOutput(topology);
}
