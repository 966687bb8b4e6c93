import { expect } from "vitest";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import { plannedThings, presentThings } from "./leftovers";
import type { Lab } from "./running";

/** All containers but these keep running. */
export type Restarted = readonly string[] | "all";

/** The hosts have what the plan gives them, and nothing else of the stack. */
export async function expectNothingElse({ stack, fabric }: Lab, input: FabricInput): Promise<void> {
  expect(await presentThings(stack, fabric)).toEqual(plannedThings(stack, input));
}
