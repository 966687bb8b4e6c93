/**
 * The harness for tests, `macvlan-fabric/harness`: loads a stack, runs commands in its hosts and containers, and proves who
 * reaches whom, as `npm run verify` does.
 */
export { fabricOutputSchema, type FabricOutput } from "./contract";
export type { ReachabilityCell } from "./reachability/cell";
export { expectedReachability } from "./reachability/expected-reachability";
export type { Report } from "./report";
export { Lab, type Runner } from "./testing/lab";
export { loadFabric, type Source } from "./testing/load-fabric";
export type { End, Way } from "./testing/pair-cells";
export { waitUntil, type Patience } from "./testing/wait-until";
export { verify, type VerifyOptions } from "./verify";
export type { ScriptResult } from "../support/ssh-script";
