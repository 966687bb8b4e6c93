import { z } from "zod";
import { quote } from "../components/scripts/shell";

const stateSchema = z.object({
  deployment: z.object({
    resources: z.array(z.object({ urn: z.string(), type: z.string(), protect: z.boolean().optional() })).optional(),
  }),
});

/**
 * What to do when a destroy fails in vCenter: the provider cannot remove what somebody has removed there before, nor what
 * lies on an ESXi host that is gone, and only people know which it is. Undefined when nothing of vCenter is left.
 * @param state what `pulumi stack export` prints
 */
export function waysOut(state: string, stack: string): string | undefined {
  const { resources = [] } = stateSchema.parse(JSON.parse(state)).deployment;
  const left = resources.filter(({ type, protect }) => type.startsWith("vsphere:index/") && protect !== true);
  if (left.length === 0) return undefined;
  return [
    "For what has been removed in vCenter by hand, or lies on an ESXi host that is gone for good, run its line, then",
    "`npm run down` again. The stack forgets it; in vCenter nothing changes.",
    ...left.map(({ urn }) => `  npm run pulumi -- state delete --yes ${quote(urn)} --stack ${stack}`),
  ].join("\n");
}
