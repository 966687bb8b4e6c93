import type { Host } from "../../topology/topology";
import type { PortGroup, Vsphere, VsphereVm } from "../../topology/vsphere";

/** What vCenter has to have already. */
export type Kind =
  | "datacenter"
  | "cluster"
  | "resource pool"
  | "ESXi host"
  | "datastore"
  | "template"
  | "network"
  | "distributed switch"
  | "folder"
  | "specification";

/** Something that the configuration names and the stack does not make. */
export interface Wanted {
  readonly kind: Kind;
  readonly name: string;
  /** Where the configuration names it. */
  readonly path: string;
}

/** A machine, and where the configuration has it. */
export interface WantedMachine {
  readonly path: string;
  readonly vm: VsphereVm;
}

export function machinesOf(hosts: readonly Host[]): WantedMachine[] {
  return hosts.flatMap(({ name, vm }) => (vm.kind === "vsphere" ? [{ path: `hosts.${name}.vm`, vm }] : []));
}

/** A name once for each place that names it. */
export function wantedFrom(vsphere: Vsphere, machines: readonly WantedMachine[]): Wanted[] {
  const { customisation } = vsphere;
  const all = [
    want("datacenter", vsphere.datacenter, "vsphere.datacenter"),
    want("cluster", vsphere.cluster, "vsphere.cluster"),
    want("resource pool", vsphere.resourcePool, "vsphere.resourcePool"),
    want("folder", vsphere.folder, "vsphere.folder"),
    want(
      "specification",
      customisation.kind === "specification" ? customisation.name : undefined,
      "vsphere.customisation.name",
    ),
    ...ofPortGroup(vsphere.portGroup),
    ...machines.flatMap(({ path, vm }) => ofMachine(path, vm, vsphere)),
  ];
  const known = new Set<string>();
  return all.flat().filter(({ kind, name, path }) => known.size !== known.add(`${kind} ${name} ${path}`).size);
}

function ofPortGroup(portGroup: PortGroup): Wanted[][] {
  const path = "vsphere.portGroup";
  switch (portGroup.kind) {
    case "standard":
      return portGroup.esxi.map((name, index) => want("ESXi host", name, `${path}.esxi.${String(index)}`));
    case "distributed":
      return [want("distributed switch", portGroup.switch, `${path}.switch`)];
    case "existing":
      return [
        want("network", portGroup.name, `${path}.name`),
        want("distributed switch", portGroup.switch, `${path}.switch`),
      ];
  }
}

function ofMachine(path: string, vm: VsphereVm, vsphere: Vsphere): Wanted[][] {
  return [
    want("template", vm.template, templatePath(path, vm, vsphere)),
    want("datastore", vm.datastore, vm.datastore === vsphere.datastore ? "vsphere.datastore" : `${path}.datastore`),
    want("ESXi host", vm.esxi, `${path}.esxi`),
  ];
}

/** Where the template of a machine is named. */
export function templatePath(path: string, { template }: VsphereVm, vsphere: Pick<Vsphere, "template">): string {
  return template === vsphere.template ? "vsphere.template" : `${path}.template`;
}

function want(kind: Kind, name: string | undefined, path: string): Wanted[] {
  return name === undefined ? [] : [{ kind, name, path }];
}
