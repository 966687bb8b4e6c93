import { Fabric, loadConfiguration, type FabricOutputs } from "./components";

/**
 * The stack outputs: `fabric` for test harnesses (hosts, segments, containers and who must reach whom, see
 * harness/contract.ts), and `plan`, the address plan, for other stacks on the same LAN.
 */
export = async (): Promise<FabricOutputs> => new Fabric("fabric", await loadConfiguration()).outputs;
