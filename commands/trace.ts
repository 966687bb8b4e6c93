import type { FabricOutput } from "../harness/contract";
import type { Cell } from "../harness/probes";
import { expectedReachability } from "../harness/reachability/expected-reachability";
import { connectSsh } from "../harness/ssh";
import { pairCells } from "../harness/testing/pair-cells";
import { traceCell } from "../harness/trace/run-trace";
import { messageOf, UserError } from "../support/errors";
import { print } from "../support/terminal";
import { readFabric } from "./read-fabric";

/**
 * Sends marked probes from one end to another, and prints where on the way they are seen. Resolves to 1 unless all are
 * answered.
 */
export async function trace(stack: string, from: string, to: string): Promise<number> {
  const output = await readFabric(stack);
  let exitCode = 0;
  for (const cell of cellsBetween(from, to, output)) {
    const { lines, isAnswered } = await traceCell(cell, output, connectSsh);
    print(`${lines.join("\n")}\n`);
    if (!isAnswered) exitCode = 1;
  }
  return exitCode;
}

/** The cells of the plan from one to the other that frames can take; else one that the plan does not decide. */
function cellsBetween(from: string, to: string, output: FabricOutput): Cell[] {
  const planned = expectedReachability(output).filter(
    (cell) => cell.from.name === from && cell.to.name === to && cell.proves !== "bridge",
  );
  const reached = planned.filter(({ expect }) => expect === "reach");
  if (reached.length > 0) return reached;
  try {
    const pair = pairCells(from, to, "reach", {}, output);
    // Why the plan has no way says more than that there is none.
    return pair.map((cell) => planned.find(({ address }) => address === cell.address) ?? cell);
  } catch (error) {
    throw new UserError(messageOf(error));
  }
}
