import type { Host } from "../../topology/topology";
import type { Vsphere, VsphereVm } from "../../topology/vsphere";

/** Kinds of things that vCenter has to have already. Those that are managed objects, and the type of each: */
export const TYPES = {
  datacenter: "Datacenter",
  cluster: "ClusterComputeResource",
  "resource pool": "ResourcePool",
  "ESXi host": "HostSystem",
  datastore: "Datastore",
  template: "VirtualMachine",
  network: "Network",
  "distributed switch": "DistributedVirtualSwitch",
} as const;
export type Kind = keyof typeof TYPES | "folder" | "specification";

/** Something that the configuration names and the stack does not make. */
export interface Wanted {
  readonly kind: Kind;
  readonly name: string;
  /** Where the configuration names it. */
  readonly path: string;
}

/** A name once, at the first place that names it. */
export function wantedFrom(vsphere: Vsphere, hosts: readonly Host[]): Wanted[] {
  const { portGroup } = vsphere;
  const machines = hosts.flatMap(({ name, vm }) => (vm.kind === "vsphere" ? [{ path: `hosts.${name}.vm`, vm }] : []));
  const all: (Wanted | undefined)[] = [
    want("datacenter", vsphere.datacenter, "vsphere.datacenter"),
    want("cluster", vsphere.cluster, "vsphere.cluster"),
    want("resource pool", vsphere.resourcePool, "vsphere.resourcePool"),
    want("folder", vsphere.folder, "vsphere.folder"),
    vsphere.customisation.kind === "specification"
      ? want("specification", vsphere.customisation.name, "vsphere.customisation.name")
      : undefined,
    portGroup.kind === "existing" ? want("network", portGroup.name, "vsphere.portGroup.name") : undefined,
    portGroup.kind === "standard"
      ? undefined
      : want("distributed switch", portGroup.switch, "vsphere.portGroup.switch"),
    ...portGroup.esxi.map((name, index) => want("ESXi host", name, `vsphere.portGroup.esxi[${String(index)}]`)),
    ...machines.flatMap(({ path, vm }) => ofMachine(path, vm, vsphere)),
  ];
  const known = new Set<string>();
  return all.filter((wanted) => {
    if (wanted === undefined) return false;
    const key = `${wanted.kind} ${wanted.name}`;
    return known.size !== known.add(key).size;
  }) as Wanted[];
}

function ofMachine(path: string, vm: VsphereVm, vsphere: Vsphere): (Wanted | undefined)[] {
  return [
    want("template", vm.template, vm.template === vsphere.template ? "vsphere.template" : `${path}.template`),
    want("datastore", vm.datastore, vm.datastore === vsphere.datastore ? "vsphere.datastore" : `${path}.datastore`),
    want("ESXi host", vm.esxi, `${path}.esxi`),
  ];
}

function want(kind: Kind, name: string | undefined, path: string): Wanted | undefined {
  return name === undefined ? undefined : { kind, name, path };
}
