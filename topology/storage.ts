import type { Topology } from "./model/topology";
import { mountsOf } from "./options/mounts";

/** A path of a host that a container mounts. */
export interface BindPath {
  readonly source: string;
  /** Where the configuration names it, such as `containers.web.volumes.0`. */
  readonly path: string;
}

/** The named volumes that containers have on each host. */
export function namedVolumes({ containers }: Pick<Topology, "containers">): { host: string; volume: string }[] {
  const found = new Map<string, { host: string; volume: string }>();
  for (const { host, volumes } of containers) {
    for (const mount of mountsOf(volumes)) {
      if (mount.kind === "volume") found.set(`${host}/${mount.source}`, { host, volume: mount.source });
    }
  }
  return [...found.values()];
}

/** The paths that a host must have, because containers mount them: Docker would make an empty folder of what is missing. */
export function bindPaths({ containers }: Pick<Topology, "containers">, host: string): BindPath[] {
  return containers
    .filter((container) => container.host === host)
    .flatMap(({ name, volumes }) =>
      volumes.flatMap((volume, at) =>
        mountsOf([volume]).flatMap((mount) =>
          mount.kind === "bind" ? [{ source: mount.source, path: `containers.${name}.volumes.${at}` }] : [],
        ),
      ),
    );
}
