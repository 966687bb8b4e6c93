import { findConflicts } from "../../topology/conflicts/find-conflicts";
import { normalise } from "../../topology/model/normalise";
import { addressPlan } from "../../topology/plan/build-plan";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import { parseFabric } from "../../topology/schema/parse-configuration";
import { UserError } from "../../support/errors";
import { MAX_CONTAINERS } from "./lab";

/** Why the plan refuses a configuration; empty if it takes it. */
export function refusals(input: FabricInput): string[] {
  try {
    const { topology, problems } = normalise(parseFabric(input), "fuzz");
    return [...problems, ...findConflicts(addressPlan(topology, []))].map(({ path, message }) => `${path}: ${message}`);
  } catch (error) {
    if (error instanceof UserError) return [error.message];
    throw error;
  }
}

/** Whether the plan takes a configuration, and the guests can carry it. */
export function isAccepted(input: FabricInput): boolean {
  return Object.keys(input.containers ?? {}).length <= MAX_CONTAINERS && refusals(input).length === 0;
}
