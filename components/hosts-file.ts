import type * as docker from "@pulumi/docker";

/** A file of the host as the /etc/hosts of a container. Docker makes no folder for it if it is missing, but says so. */
export function hostsFileArgs(source: string | undefined): Pick<docker.ContainerArgs, "mounts"> {
  if (source === undefined) return {};
  return { mounts: [{ type: "bind", source, target: "/etc/hosts", readOnly: true }] };
}

/** A container that was made without the file is not made anew for its sake, but has it when it is made anew for another. */
export const HOSTS_FILE_INPUTS: readonly (keyof docker.ContainerArgs)[] = ["mounts"];
