import type { FabricOutput } from "../../harness/contract";
import type { Topology } from "../../topology/model/topology";
import { addressPlan } from "../../topology/plan/build-plan";
import { exportPlan, type ExportedPlan } from "../../topology/plan/exported-plan";
import { plannedOutput } from "../planned-output";

/** A stack at one time, as its two outputs describe it: deployed, or as they will be. */
export interface Version {
  readonly fabric: FabricOutput;
  readonly plan: Pick<ExportedPlan, "addresses" | "ranges">;
}

/** What a stack file plans. */
export function plannedVersion(topology: Topology): Version {
  return { fabric: plannedOutput(topology), plan: exportPlan(topology.stack, addressPlan(topology)) };
}
