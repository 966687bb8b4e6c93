import type * as pulumi from "@pulumi/pulumi";

/**
 * What `dependsOn` takes to wait until the engine has answered for resources, made or not, without depending on them: the failure
 * of one stops none of those that wait.
 *
 * When the engine replaces a resource, it first deletes what depended on it in the state. What no longer depends on it would be
 * created anew at the same time, and whichever ended first, the state could have it twice, which no command can read. So
 * whatever may have depended on a resource before an edit waits for it, in whatever way the two are related now.
 */
export async function onceAnswered(resources: readonly pulumi.Resource[]): Promise<pulumi.Resource[]> {
  await Promise.all(resources.map(({ urn }) => new Promise((resolve) => urn.apply(resolve))));
  return [];
}
