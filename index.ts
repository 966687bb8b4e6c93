import { Fabric, loadConfiguration, type FabricOutputs } from "./components";

/**
 * The stack outputs. `fabric` is what test harnesses read: hosts, segments, containers and who must reach whom, see
 * harness/contract.ts. `plan` is what the stack has taken, for other stacks on the same LAN.
 */
export = async (): Promise<FabricOutputs> => new Fabric("fabric", await loadConfiguration()).outputs;
