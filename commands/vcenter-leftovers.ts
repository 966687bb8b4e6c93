import { z } from "zod";
import { shellWord } from "../support/shell-word";

const stateSchema = z.object({
  deployment: z.object({
    resources: z.array(z.object({ urn: z.string(), type: z.string(), protect: z.boolean().optional() })).optional(),
  }),
});

/** A resource that a stack has in vCenter. */
export interface VcenterResource {
  readonly urn: string;
  readonly machine: boolean;
  readonly protected: boolean;
}

/** What a stack has in vCenter, dependents last; empty if the text cannot be parsed. @param state of `pulumi stack export` */
export function vcenterResources(state: string): VcenterResource[] {
  const parsed = stateSchema.safeParse(JSON.parse(state));
  const resources = parsed.data?.deployment.resources ?? [];
  return resources
    .filter(({ type }) => type.startsWith("vsphere:index/"))
    .map(({ urn, type, protect }) => ({ urn, machine: type.endsWith(":VirtualMachine"), protected: protect === true }));
}

/**
 * What to do when a destroy fails in vCenter: the provider can remove neither what was already removed by hand nor what
 * resides on an ESXi host that is gone, and only people know which is the case.
 */
export function forgetCommands(left: readonly VcenterResource[], stack: string): string {
  // Nothing can be deleted from the state while something depends on it; what lived on a machine goes with it.
  const lines = [...left].reverse().map(({ urn, machine }) => {
    const more = machine ? " --target-dependents" : "";
    return `  npm run pulumi -- state delete --yes ${shellWord(urn)}${more} --stack ${stack}`;
  });
  return [
    "For each resource that was removed in vCenter by hand, or resides on an ESXi host that is gone for good, run its line,",
    "in this order, then `npm run down` again. The stack forgets the resource; nothing changes in vCenter.",
    // A resource that was to be replaced is listed twice.
    ...new Set(lines),
  ].join("\n");
}
