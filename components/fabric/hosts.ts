import { BridgedVm } from "../bridged-vm";
import { DockerHost } from "../docker-host";
import { byName, entry, type Site } from "./site";

export type Vms = ReadonlyMap<string, BridgedVm>;
export type Hosts = ReadonlyMap<string, DockerHost>;

/** The machines, by host name. */
export function createVms({ name, topology, parent }: Site): Vms {
  const { stack, lan } = topology;
  return byName(topology.hosts, (host) => new BridgedVm(`${name}-${host.name}`, { stack, host, lan }, { parent }));
}

/** The Docker hosts on them, by host name. */
export function createHosts({ name, topology, parent }: Site, vms: Vms): Hosts {
  return byName(topology.hosts, (host) => {
    const args = { stack: topology.stack, host, vm: entry(vms, host.name) };
    return new DockerHost(`${name}-${host.name}`, args, { parent });
  });
}
