import type * as docker from "@pulumi/docker";
import type { Container } from "../../topology/model/topology";
import { mountsOf } from "../../topology/options/mounts";
import type { FabricContainerArgs } from "../fabric-container";
import type { Files } from "./create-files";
import type { Volumes } from "./create-volumes";
import { entry } from "./scope";

/** What a container mounts, as `FabricContainer` takes it. */
export function mountArgs(
  { name, host, volumes: given, tmpfs = [] }: Container,
  volumes: Volumes,
  files: Files,
): Pick<FabricContainerArgs, "volumes" | "tmpfs" | "files"> {
  const mounts = mountsOf(given);
  const inMemory = mounts.flatMap((mount) => (mount.kind === "tmpfs" ? [memoryText(mount)] : []));
  const written = files.get(name);
  return {
    volumes: mounts.flatMap((mount): docker.types.input.ContainerVolume[] => {
      if (mount.kind === "tmpfs") return [];
      const source =
        mount.kind === "bind"
          ? { hostPath: mount.source }
          : { volumeName: entry(volumes, `${host}/${mount.source}`).name };
      return [{ ...source, containerPath: mount.target, ...(mount.isReadOnly ? { readOnly: true } : {}) }];
    }),
    ...(inMemory.length === 0 ? {} : { tmpfs: [...[tmpfs].flat(), ...inMemory] }),
    ...(written === undefined ? {} : { files: written }),
  };
}

function memoryText({ target, options }: { readonly target: string; readonly options: string }): string {
  return options === "" ? target : `${target}:${options}`;
}
