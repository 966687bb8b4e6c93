import { chooseProof } from "../harness/reachability/choose-proof";
import { recordFigure } from "./figure";
import { largeOutput } from "./large-output";

const SIZE = { hosts: 50, segments: 20, containers: 1000 };

/** The stack output of a large stack, and the cells that prove it. */
export function benchContract(): Promise<void> {
  const output = largeOutput(SIZE);
  const size = Buffer.byteLength(JSON.stringify(output));
  const how = `${SIZE.hosts} hosts x ${SIZE.segments} segments x ${SIZE.containers} containers`;
  recordFigure({ name: "size of the stack output", value: size / 1e6, unit: "MB", line: 5, how });
  const start = performance.now();
  const cells = chooseProof(output).length;
  recordFigure({
    name: "choosing the cells that prove a stack",
    value: performance.now() - start,
    unit: "ms",
    how: `${how}: ${cells} cells`,
  });
  return Promise.resolve();
}
