import { describeTopology } from "../components/assembly/describe-topology";
import { chooseProof } from "../harness/reachability/choose-proof";
import { normalise } from "../topology/model/normalise";
import { parseFabric } from "../topology/schema/parse-configuration";
import { recordFigure } from "./figure";
import { largeStack } from "./large-stack";

const SIZE = { hosts: 50, segments: 20, containers: 1000 };

/** The stack output of a large stack, and the cells that prove it. */
export function benchContract(): Promise<void> {
  const { topology } = normalise(parseFabric(largeStack(SIZE)), "bench");
  const output = describeTopology(topology, {
    host: () => ({
      docker: "28.5.2",
      ssh: { host: "192.168.255.253", port: 22, user: "root", hostKey: `ssh-ed25519 ${"A".repeat(68)}` },
    }),
    image: () => `192.168.0.10:5000/busybox@sha256:${"a".repeat(64)}`,
  });
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
