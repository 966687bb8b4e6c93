import type { Problem } from "../../support/problem";
import type { DistributedPortGroup, PortGroup, StandardPortGroup } from "../../topology/model/vsphere-model";
import type { PlannedMachine } from "./inventory-names";
import type { FoundInventory } from "./read-vcenter";
import { sentence } from "./sentence";

/** Finds what prevents the stack from creating its port group. */
export function findSwitchFaults(
  portGroup: PortGroup,
  machines: readonly PlannedMachine[],
  found: FoundInventory,
): Problem[] {
  switch (portGroup.kind) {
    case "standard":
      return [
        ...findMissingSwitches(portGroup, found),
        ...findTakenNames(portGroup, found),
        ...findUncoveredHosts(portGroup, machines, found),
      ];
    case "distributed":
      return findTakenNameInFolder(portGroup, found);
    case "existing":
      return [];
  }
}

function findMissingSwitches({ switch: wanted, esxi }: StandardPortGroup, { switches }: FoundInventory): Problem[] {
  return esxi.flatMap((host) => {
    const existing = switches.get(host);
    if (existing === undefined || existing.includes(wanted)) return [];
    const message = `standard switch "${wanted}" does not exist on ESXi host ${host}, which has ${sentence(existing)}`;
    return [{ path: "vsphere.portGroup.switch", message }];
  });
}

function findTakenNames({ name, switch: wanted, esxi }: StandardPortGroup, { portGroups }: FoundInventory): Problem[] {
  return portGroups
    .filter((group) => group.name === name && esxi.includes(group.host ?? "") && group.switch !== wanted)
    .map((group) => {
      const message = `${name} is already on ${group.switch} of ESXi host ${group.host ?? ""}: choose another name`;
      return { path: "vsphere.portGroup.name", message };
    });
}

/** ESXi hosts without the port group although a machine may run there, because it names no ESXi host of its own. */
function findUncoveredHosts(
  { esxi }: StandardPortGroup,
  machines: readonly PlannedMachine[],
  { members }: FoundInventory,
): Problem[] {
  const unpinned = machines.find(({ vm }) => vm.esxi === undefined);
  const uncovered = members.filter((member) => !esxi.includes(member));
  if (unpinned === undefined || uncovered.length === 0) return [];
  const message =
    `lacks ${sentence(uncovered)}, where the machine of ${unpinned.path} may run: ` +
    `add them, or name its ESXi host in ${unpinned.path}.esxi`;
  return [{ path: "vsphere.portGroup.esxi", message }];
}

/** Port groups of one folder need different names, even on different switches. */
function findTakenNameInFolder(
  { name, switch: wanted }: DistributedPortGroup,
  { portGroups, switchFolders }: FoundInventory,
): Problem[] {
  const folder = switchFolders.get(wanted);
  if (folder === undefined) return [];
  return portGroups
    .filter((group) => group.name === name && group.folder === folder && group.switch !== wanted)
    .map((group) => {
      const message =
        `${name} is already on distributed switch ${group.switch}, which is in the same folder as ${wanted}: ` +
        `choose another name`;
      return { path: "vsphere.portGroup.name", message };
    });
}
