import { z } from "zod";
import { shellWord } from "../support/shell-word";

const stateSchema = z.object({
  deployment: z.object({
    resources: z.array(z.object({ urn: z.string(), type: z.string(), protect: z.boolean().optional() })).optional(),
  }),
});

/** Something that a stack has in vCenter. */
export interface InVcenter {
  readonly urn: string;
  readonly machine: boolean;
  readonly protected: boolean;
}

/** What a stack has in vCenter, dependents last; nothing where the text cannot be read. @param state of `pulumi stack export` */
export function inVcenter(state: string): InVcenter[] {
  const parsed = stateSchema.safeParse(JSON.parse(state));
  const resources = parsed.data?.deployment.resources ?? [];
  return resources
    .filter(({ type }) => type.startsWith("vsphere:index/"))
    .map(({ urn, type, protect }) => ({ urn, machine: type.endsWith(":VirtualMachine"), protected: protect === true }));
}

/**
 * What to do when a destroy fails in vCenter: the provider cannot remove what somebody has removed there before, nor what
 * lies on an ESXi host that is gone, and only people know which it is.
 */
export function forgetCommands(left: readonly InVcenter[], stack: string): string {
  // Nothing can be forgotten while something else depends on it, and what lived on a machine goes with it.
  const lines = [...left].reverse().map(({ urn, machine }) => {
    const more = machine ? " --target-dependents" : "";
    return `  npm run pulumi -- state delete --yes ${shellWord(urn)}${more} --stack ${stack}`;
  });
  return [
    "For what has been removed in vCenter by hand, or lies on an ESXi host that is gone for good, run its line, in this",
    "order, then `npm run down` again. The stack forgets it; in vCenter nothing changes.",
    // One that was to be replaced is there twice.
    ...new Set(lines),
  ].join("\n");
}
