import type * as pulumi from "@pulumi/pulumi";
import { BridgedVm } from "../bridged-vm";
import { DockerHost } from "../docker-host";
import { VsphereSite } from "../vsphere-site";
import { mapByName, entry, type Scope } from "./scope";

export type Vms = ReadonlyMap<string, BridgedVm>;
export type Hosts = ReadonlyMap<string, DockerHost>;

/** Where the machines on vSphere live; absent when there are none. */
export function createVsphereSite(
  { name, topology, parent }: Scope,
  password: pulumi.Output<string> | undefined,
): VsphereSite | undefined {
  const { vsphere: settings, hosts } = topology;
  if (settings === undefined || password === undefined) return undefined;
  return new VsphereSite(`${name}-vsphere`, { settings, hosts, password }, { parent });
}

/** The machines, by host name. */
export function createVms({ name, topology, parent }: Scope, vsphere: VsphereSite | undefined): Vms {
  const { stack, lan } = topology;
  const vms = mapByName(
    topology.hosts,
    (host) => new BridgedVm(`${name}-${host.name}`, { stack, host, lan, vsphere }, { parent }),
  );
  vsphere?.keepApart(`${name}-apart`, stack, [...vms.values()]);
  return vms;
}

/** The Docker hosts on them, by host name. */
export function createHosts({ name, topology, parent }: Scope, vms: Vms): Hosts {
  return mapByName(topology.hosts, (host) => {
    const args = { stack: topology.stack, host, vm: entry(vms, host.name) };
    return new DockerHost(`${name}-${host.name}`, args, { parent });
  });
}
