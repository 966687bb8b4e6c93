import * as docker from "@pulumi/docker";
import { STACK_LABEL } from "../../topology/naming";
import { namedVolumes } from "../../topology/storage";
import { textMap } from "../container-options";
import type { Hosts } from "./create-hosts";
import { entry, type Scope } from "./scope";

/** The named volumes, by `HOST/VOLUME`. */
export type Volumes = ReadonlyMap<string, docker.Volume>;

/** Makes each volume on each host that has a container with it. Its name is not one that somebody else may have chosen. */
export function createVolumes({ name, configuration, topology, parent }: Scope, hosts: Hosts): Volumes {
  const { stack } = topology;
  const labels = [{ label: STACK_LABEL, value: stack }];
  const made = namedVolumes(topology).map(({ host, volume }) => {
    const { keep = false, driver, driver_opts = {} } = configuration.volumes[volume] ?? {};
    const options = textMap(driver_opts);
    const args = {
      ...{ name: `macvlan-fabric-${stack}-${volume}`, labels },
      ...(driver === undefined ? {} : { driver }),
      ...(options === undefined ? {} : { driverOpts: options }),
    };
    const placed = { ...entry(hosts, host).dockerOptions(parent), retainOnDelete: keep };
    return [`${host}/${volume}`, new docker.Volume(`${name}-${host}-volume-${volume}`, args, placed)] as const;
  });
  return new Map(made);
}
