import { describeTopology } from "./describe-topology";
import type { FabricOutput } from "../../harness/contract";
import type { Topology } from "../../topology/model/topology";

/** What the stack output of a topology will be, without what only a stack that is up has: logins, engines and digests. */
export function plannedOutput(topology: Topology): FabricOutput {
  const nobody = { host: "", port: 0, user: "", hostKey: "" };
  return describeTopology(topology, { host: () => ({ docker: "", ssh: nobody }), image: () => "" });
}
