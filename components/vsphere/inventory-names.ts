import type { Host } from "../../topology/model/topology";
import type { PortGroup, Vsphere, VsphereVm } from "../../topology/model/vsphere-model";

/** Kinds of objects that have to exist in vCenter. */
export type InventoryKind =
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

/** An object that the configuration names and the stack does not create. */
export interface InventoryName {
  readonly kind: InventoryKind;
  readonly name: string;
  /** Where the configuration names it. */
  readonly path: string;
}

/** A machine, and its path in the configuration. */
export interface PlannedMachine {
  readonly path: string;
  readonly vm: VsphereVm;
}

export function plannedMachines(hosts: readonly Host[]): PlannedMachine[] {
  return hosts.flatMap(({ name, vm }) => (vm.kind === "vsphere" ? [{ path: `hosts.${name}.vm`, vm }] : []));
}

/** Every name in the configuration, once for each path. */
export function inventoryNames(vsphere: Vsphere, machines: readonly PlannedMachine[]): InventoryName[] {
  const { customisation } = vsphere;
  const all = [
    nameAt("datacenter", vsphere.datacenter, "vsphere.datacenter"),
    nameAt("cluster", vsphere.cluster, "vsphere.cluster"),
    nameAt("resource pool", vsphere.resourcePool, "vsphere.resourcePool"),
    nameAt("folder", vsphere.folder, "vsphere.folder"),
    nameAt(
      "specification",
      customisation.kind === "specification" ? customisation.name : undefined,
      "vsphere.customisation.name",
    ),
    ...namesOfPortGroup(vsphere.portGroup),
    ...machines.flatMap(({ path, vm }) => namesOfMachine(path, vm, vsphere)),
  ];
  const known = new Set<string>();
  return all.flat().filter(({ kind, name, path }) => known.size !== known.add(`${kind} ${name} ${path}`).size);
}

function namesOfPortGroup(portGroup: PortGroup): InventoryName[][] {
  const path = "vsphere.portGroup";
  switch (portGroup.kind) {
    case "standard":
      return portGroup.esxi.map((name, index) => nameAt("ESXi host", name, `${path}.esxi.${index}`));
    case "distributed":
      return [nameAt("distributed switch", portGroup.switch, `${path}.switch`)];
    case "existing":
      return [
        nameAt("network", portGroup.name, `${path}.name`),
        nameAt("distributed switch", portGroup.switch, `${path}.switch`),
      ];
  }
}

function namesOfMachine(path: string, vm: VsphereVm, vsphere: Vsphere): InventoryName[][] {
  return [
    nameAt("template", vm.template, templatePath(path, vm, vsphere)),
    nameAt("datastore", vm.datastore, vm.datastore === vsphere.datastore ? "vsphere.datastore" : `${path}.datastore`),
    nameAt("ESXi host", vm.esxi, `${path}.esxi`),
  ];
}

/** The path that names the template of a machine. */
export function templatePath(path: string, { template }: VsphereVm, vsphere: Pick<Vsphere, "template">): string {
  return template === vsphere.template ? "vsphere.template" : `${path}.template`;
}

function nameAt(kind: InventoryKind, name: string | undefined, path: string): InventoryName[] {
  return name === undefined ? [] : [{ kind, name, path }];
}
