import { describeTopology } from "../components/assembly/describe-topology";
import type { FabricOutput } from "../harness/contract";
import { normalise } from "../topology/model/normalise";
import { parseFabric } from "../topology/schema/parse-configuration";
import { largeStack, type StackSize } from "./large-stack";

/** The stack output of a generated stack, as if everything had been created. */
export function largeOutput(size: StackSize): FabricOutput {
  const { topology } = normalise(parseFabric(largeStack(size)), "bench");
  return describeTopology(topology, {
    host: () => ({
      docker: "28.5.2",
      ssh: { host: "192.168.255.253", port: 22, user: "root", hostKey: `ssh-ed25519 ${"A".repeat(68)}` },
    }),
    image: () => `192.168.0.10:5000/busybox@sha256:${"a".repeat(64)}`,
  });
}
