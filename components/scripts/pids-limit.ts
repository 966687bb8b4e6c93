import { hostScript } from "./shell";

/** Sets the limit of processes of running containers: the Docker provider has no argument for it. */
export function pidsLimitScript(
  stack: string,
  containers: readonly { id: string; name: string; pids: number }[],
): string {
  const lines = containers.map(({ id, name, pids }) => `docker update --pids-limit ${pids} ${id} >/dev/null # ${name}`);
  return hostScript({ stack, values: {}, apply: lines.join("\n") || ":", remove: ":" });
}
