import type { State } from "./state";

/**
 * The state without the former self of resources that it has twice. The engine writes what an update has made first, then what
 * it has not come to: of two, the second is the former. It had been deleted, and is left out, or was about to be, which the next
 * update then does. The engine's own repair does not tell them apart.
 */
export function withoutTwins(state: State): State {
  const seen = new Set<string>();
  const resources = (state.deployment.resources ?? []).flatMap((resource) => {
    const isFormer = resource.delete !== true && seen.has(resource.urn);
    if (resource.delete !== true) seen.add(resource.urn);
    if (!isFormer) return [resource];
    return resource.pendingReplacement === true ? [] : [{ ...resource, delete: true }];
  });
  return { ...state, deployment: { ...state.deployment, resources } };
}
