import { loadTopology } from "./components/configuration";
import { Fabric } from "./components/fabric";

/** What test harnesses read: hosts, segments, containers and who must reach whom. See harness/contract.ts. */
export const fabric = new Fabric("fabric", loadTopology()).output;
