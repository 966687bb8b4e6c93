import type { FabricOutput } from "../../harness/contract";
import { UserError } from "../../support/errors";
import type { Topology } from "../../topology/model/topology";
import { exportedPlanSchema, type ExportedPlan } from "../../topology/plan/exported-plan";
import { comparePlans } from "../plan-diff/plan-diff";
import { plannedVersion } from "../plan-diff/version";
import { readOutputs } from "../read-fabric";
import { readSettledTopology } from "../read-topology";
import type { Session } from "../session";

/** Whether the stack file plans something else than what is up, as far as {@link differs} tells, or has a mistake. */
export async function isEdited(session: Session, fabric: FabricOutput): Promise<boolean> {
  const plan = exportedPlanSchema.safeParse((await readOutputs(session))?.plan);
  // One of another version cannot be compared.
  if (!plan.success) return false;
  try {
    return differs((await readSettledTopology(session.stack)).topology, fabric, plan.data);
  } catch (error) {
    if (error instanceof UserError) return true;
    throw error;
  }
}

/**
 * Whether addresses, hosts, segments, bridges, routers, images or who runs them are others than those that are up. Other options
 * of a container are no difference: the outputs do not have them.
 */
export function differs(topology: Topology, fabric: FabricOutput, plan: ExportedPlan): boolean {
  const { addresses, things } = comparePlans({ fabric, plan }, plannedVersion(topology));
  if (addresses.length + things.length > 0) return true;
  const { images, containers } = topology;
  return (
    images.length !== Object.keys(fabric.images).length ||
    images.some(({ name, tag }) => fabric.images[name]?.tag !== tag) ||
    containers.some(({ name, image }) => fabric.containers[name]?.image !== fabric.images[image]?.reference)
  );
}
