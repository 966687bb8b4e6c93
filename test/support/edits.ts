import { expect } from "vitest";
import type { FabricInput } from "../../topology/schema/fabric-schema";
import { plannedThings, presentThings } from "./leftovers";
import type { Lab } from "./running";

/** All containers but these keep running. */
export type Restarted = readonly string[] | "all";

/**
 * The hosts have what the plan gives them, and nothing else of the stack.
 *
 * @param others VLAN subinterfaces and namespaces of somebody else
 */
export async function expectNothingElse(
  { stack, fabric }: Lab,
  input: FabricInput,
  others: readonly string[] = [],
): Promise<void> {
  const isOurs = (name: string): boolean => !others.includes(name);
  const present = Object.entries(await presentThings(stack, fabric)).map(([host, things]) => {
    const { links, routers } = things;
    return [host, { ...things, links: links.filter(isOurs), routers: routers.filter(isOurs) }] as const;
  });
  expect(Object.fromEntries(present)).toEqual(plannedThings(stack, input));
}
