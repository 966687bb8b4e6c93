import { messageOf } from "../../support/errors";
import { addressPlan } from "../../topology/plan/build-plan";
import { findConflicts } from "../../topology/conflicts/find-conflicts";
import { normalise } from "../../topology/model/normalise";
import { parseFabric } from "../../topology/schema/parse-configuration";
import type { Raw } from "./raw";
import { fillIn } from "./todo";

/** What `plan` would refuse of a stack once everything is filled in, as `path: message`. */
export function findCollisions(stack: Raw): string[] {
  try {
    const { topology, problems } = normalise(parseFabric(fillIn(stack)), "import");
    const all = [...problems, ...findConflicts(addressPlan(topology, []))];
    return all.map(({ path, message }) => `${path}: ${message}`);
  } catch (error) {
    // One message with a line for each problem.
    return messageOf(error)
      .split(/\n {2}- /)
      .slice(1);
  }
}
