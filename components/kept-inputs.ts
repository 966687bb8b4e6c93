import type * as docker from "@pulumi/docker";

/**
 * Inputs that Docker's provider leaves as they are: it never changes them in a container that is there, or does not see that
 * they have gone.
 */
const KEPT = [
  ...(["entrypoints", "user", "workingDir", "init", "stopSignal", "stopTimeout"] as const),
  ...(["cpuQuota", "shmSize", "logDriver", "logOpts", "tmpfs", "healthcheck"] as const),
] satisfies readonly (keyof docker.ContainerArgs)[];

/**
 * Inputs that Docker completes, from its daemon.json or the image. The provider would take what was added for a change, at every
 * update.
 */
export const COMPLETED: readonly (typeof KEPT)[number][] = ["logOpts", "healthcheck"];

/**
 * What has to be the same for a container to stay: `place`, and what the provider would not change. A container that has none
 * of these inputs, as all had once, has its place alone.
 */
export function keptInputs(args: Partial<docker.ContainerArgs>, place: unknown): unknown {
  const kept = {
    ...Object.fromEntries(KEPT.flatMap((key) => (args[key] === undefined ? [] : [[key, args[key]]]))),
    ...(args.command === undefined ? { command: "the image's" } : {}),
    ...(args.envs === undefined ? {} : { envs: "some" }),
  };
  return Object.keys(kept).length === 0 ? place : { place, ...kept };
}
