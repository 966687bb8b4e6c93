import type { PortGroup, Vsphere } from "../../topology/model/vsphere-model";
import type { FoundInventory } from "./read-vcenter";
import { existingFaults } from "./port-group-faults";
import { sentence } from "./sentence";
import { templateFaults } from "./templates";
import { inventoryNames, type InventoryName, type PlannedMachine } from "./inventory-names";

/** What the configuration asks of vCenter and does not get: one line each, with the path and what there is instead. */
export function faultsOf(settings: Vsphere, machines: readonly PlannedMachine[], found: FoundInventory): string[] {
  const wanted = inventoryNames(settings, machines);
  const count = ({ kind, name }: InventoryName): number | undefined =>
    found.names.get(kind)?.filter((each) => each === name).length;
  // Port groups of one name are one network on standard switches, and told apart by their switch on distributed ones.
  const repeated = wanted.filter((each) => each.kind !== "network" && (count(each) ?? 0) > 1);
  return [
    ...wanted.filter((each) => count(each) === 0).map((each) => missing(each, found.names.get(each.kind) ?? [])),
    ...repeated.map(ambiguous),
    ...wanted.flatMap((each) => misread(each, found)),
    ...switchFaults(settings.portGroup, machines, found),
    ...nameInUse(settings.portGroup, found),
    ...hostsOutsideCluster(
      wanted.filter(({ kind }) => kind === "ESXi host"),
      found,
      settings.cluster,
    ),
    ...tooFewEsxiHosts(settings, machines.length, found),
    ...templateFaults(machines, found.templates, settings),
    ...(settings.portGroup.kind === "existing" ? existingFaults(settings.portGroup, machines, found) : []),
  ];
}

function missing({ kind, name, path }: InventoryName, there: readonly string[]): string {
  return `${path}: ${kind} "${name}" is not there: vCenter has ${sentence(there)}`;
}

/** The provider takes a name that is an ID for that object, whatever its name. */
function misread({ kind, name, path }: InventoryName, { ids }: FoundInventory): string[] {
  const other = ids.get(name);
  if (other === undefined || other === name) return [];
  return [
    `${path}: ${kind} "${name}" has the ID of ${other} for a name, and the provider would take that: rename it in vCenter`,
  ];
}

function ambiguous({ kind, name, path }: InventoryName): string {
  return `${path}: ${kind} "${name}" is there more than once: name one that is the only one of its name in the datacenter`;
}

/** A standard port group needs its switch on each of its ESXi hosts, a free name there, and each host that machines may run on. */
function switchFaults(portGroup: PortGroup, machines: readonly PlannedMachine[], found: FoundInventory): string[] {
  if (portGroup.kind !== "standard") return [];
  const { name, switch: on, esxi } = portGroup;
  const free = machines.find(({ vm }) => vm.esxi === undefined);
  const left = free === undefined ? [] : found.members.filter((member) => !esxi.includes(member));
  return [
    ...esxi.flatMap((host) => {
      const there = found.switches.get(host);
      if (there === undefined || there.includes(on)) return [];
      return [
        `vsphere.portGroup.switch: standard switch "${on}" is not on ESXi host ${host}, which has ${sentence(there)}`,
      ];
    }),
    ...found.portGroups
      .filter((group) => group.name === name && esxi.includes(group.host ?? "") && group.switch !== on)
      .map(
        (group) =>
          `vsphere.portGroup.name: ${name} is on ${group.switch} of ESXi host ${group.host ?? ""} already: choose another name`,
      ),
    ...(free === undefined || left.length === 0
      ? []
      : [
          `vsphere.portGroup.esxi: lacks ${sentence(left)}, where the machine of ${free.path} may run: add them, or name its ESXi host in ${free.path}.esxi`,
        ]),
  ];
}

/** A name that another distributed switch has already, so that the port group could neither be made nor move there. */
function nameInUse(portGroup: PortGroup, { portGroups, switchFolders }: FoundInventory): string[] {
  if (portGroup.kind !== "distributed") return [];
  const { name, switch: on } = portGroup;
  const folder = switchFolders.get(on);
  return portGroups
    .filter((group) => group.name === name && group.folder === folder && group.switch !== on && folder !== undefined)
    .map(
      (group) =>
        `vsphere.portGroup.name: ${name} is on distributed switch ${group.switch} already, whose folder is that of ${on}: choose another name`,
    );
}

/** DRS cannot keep more machines apart than there are hosts. */
function tooFewEsxiHosts(
  { antiAffinity, cluster = "" }: Vsphere,
  machines: number,
  { members }: FoundInventory,
): string[] {
  if (!antiAffinity || members.length === 0 || members.length >= machines) return [];
  return [
    `vsphere.antiAffinity: cluster ${cluster} has ${sentence(members)} for ${machines} machines, which then cannot all run: remove antiAffinity, or machines`,
  ];
}

/** An ESXi host outside of the cluster whose resource pool the machines are put into. */
function hostsOutsideCluster(
  hosts: readonly InventoryName[],
  { members, names }: FoundInventory,
  cluster: string | undefined,
): string[] {
  if (cluster === undefined || names.get("cluster")?.includes(cluster) !== true) return [];
  return hosts
    .filter(({ name }) => names.get("ESXi host")?.includes(name) === true && !members.includes(name))
    .map(
      ({ name, path }) => `${path}: ESXi host "${name}" is not in cluster ${cluster}, which has ${sentence(members)}`,
    );
}
