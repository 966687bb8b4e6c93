import { z } from "zod";

const names = z.array(z.string()).nullish();

/** What a resource of an exported state refers to. */
export const references = {
  provider: z.string().optional(),
  parent: z.string().optional(),
  dependencies: names,
  propertyDependencies: z.record(z.string(), names).nullish(),
  deletedWith: z.string().optional(),
  replaceWith: names,
  delete: z.boolean().optional(),
  pendingReplacement: z.boolean().optional(),
};

interface Resource extends z.infer<z.ZodObject<typeof references>> {
  readonly urn: string;
  readonly id?: string | undefined;
}

/**
 * Why the engine would refuse a state: references to resources that are not there, or come later, and resources that are there
 * twice. A resource without a provider is refused even if it was deleted in order to be replaced, only later. Such states come from faults of the engine (pulumi/pulumi#16638, #22427). The rules are those of `VerifyIntegrity` in
 * its `pkg/resource/deploy/snapshot.go`.
 */
export function findStateFaults(resources: readonly Resource[]): string[] {
  const urns = new Set<string>();
  const providers = new Set<string>();
  const live = new Set<string>();
  return resources.flatMap((resource) => {
    const { urn, id, provider } = resource;
    const missing = referencesOf(resource).filter((reference) => !urns.has(reference));
    const isTwice = resource.delete !== true && live.has(urn);
    const isUnprovided = provider !== undefined && !providers.has(provider);
    urns.add(urn);
    providers.add(`${urn}::${id ?? ""}`);
    if (resource.delete !== true) live.add(urn);
    return [
      ...(isTwice ? [`${urn} is there twice`] : []),
      ...(isUnprovided ? [`${urn} refers to the missing provider ${provider}`] : []),
      ...[...new Set(missing)].map((reference) => `${urn} refers to the missing resource ${reference}`),
    ];
  });
}

function referencesOf(resource: Resource): string[] {
  const { parent, dependencies, propertyDependencies, deletedWith, replaceWith } = resource;
  const lists = [dependencies, replaceWith, ...Object.values(propertyDependencies ?? {})];
  return [parent, deletedWith, ...lists.flatMap((list) => list ?? [])].filter(
    (urn) => urn !== undefined && urn !== "",
  ) as string[];
}
