import type { Problem } from "../../support/problem";
import { uncovered, vlanText, type VlanRange } from "../../topology/model/vlan-ranges";
import type { ExistingPortGroup } from "../../topology/model/vsphere-model";
import type { PlannedMachine } from "./inventory-names";
import type { FoundPortGroup } from "./port-groups";
import type { FoundInventory } from "./read-vcenter";
import { sentence } from "./sentence";

/**
 * Finds what an existing port group blocks. The stack never changes it, so its owner has to. A standard port group is checked
 * where machines may run: on the ESXi hosts that they name, or on all hosts of the cluster if one machine names none.
 */
export function findExistingPortGroupFaults(
  wanted: ExistingPortGroup,
  machines: readonly PlannedMachine[],
  inventory: FoundInventory,
): Problem[] {
  if (inventory.names.get("network")?.includes(wanted.name) !== true) return [];
  const named = inventory.portGroups.filter(({ name }) => name === wanted.name);
  if (named.length === 0) {
    return atName(
      `${wanted.name} is neither a standard nor a distributed port group, so what it allows is unknown: name a port group of one of these kinds`,
    );
  }
  // Standard port groups of one name are one network, whatever their switches are called.
  const candidates = named.filter(
    ({ host, switch: on }) => wanted.switch === undefined || (host === undefined && on === wanted.switch),
  );
  const switches = [
    ...new Set(candidates.map(({ host, switch: on }) => (host === undefined ? on : "standard switches"))),
  ];
  if (switches.length === 0) {
    const message = `${wanted.name} is not on distributed switch ${wanted.switch ?? ""}, but on ${sentence(named.map(placeOf))}`;
    return [{ path: "vsphere.portGroup.switch", message }];
  }
  if (switches.length > 1) {
    return atName(`${wanted.name} is on ${sentence(switches)}: choose one with vsphere.portGroup.switch`);
  }
  if (candidates.every(({ host }) => host === undefined)) {
    return candidates.flatMap((group) => findBlockedFrames(group, wanted));
  }
  return findStandardFaults(candidates, wanted, machines, inventory);
}

function findStandardFaults(
  groups: readonly FoundPortGroup[],
  wanted: ExistingPortGroup,
  machines: readonly PlannedMachine[],
  { members, switches }: FoundInventory,
): Problem[] {
  const anywhere = machines.some(({ vm }) => vm.esxi === undefined);
  const hosts = members.filter((name) => anywhere || machines.some(({ vm }) => vm.esxi === name));
  // A host that does not report its network cannot be judged.
  return hosts
    .filter((name) => switches.has(name))
    .flatMap((name) => {
      const group = groups.find(({ host }) => host === name);
      if (group !== undefined) return findBlockedFrames(group, wanted);
      return atName(
        `${wanted.name} is not on ESXi host ${name}, where a machine may run: add it there, or name the ESXi host of each machine`,
      );
    });
}

function atName(message: string): Problem[] {
  return [{ path: "vsphere.portGroup.name", message }];
}

function placeOf({ host, switch: on }: FoundPortGroup): string {
  return host === undefined ? `distributed switch ${on}` : `ESXi host ${host}`;
}

function findBlockedFrames(group: FoundPortGroup, wanted: ExistingPortGroup): Problem[] {
  const faults = [...describeSecurityFaults(group, wanted), ...describeMissingVlans(group, wanted.trunk)];
  return faults.flatMap((text) => atName(`${wanted.name} on ${placeOf(group)} ${text}`));
}

function describeSecurityFaults(group: FoundPortGroup, wanted: ExistingPortGroup): string[] {
  const faults: string[] = [];
  if (group.security.allowForgedTransmits === false) {
    faults.push(
      "rejects forged transmits, so nothing that a container sends leaves its machine: set Forged transmits to Accept",
    );
  }
  if (wanted.macLearning && !group.macLearning) {
    const fault =
      group.host === undefined
        ? "has MAC learning disabled: enable it"
        : "cannot learn MACs, because standard switches never do: use a distributed one";
    faults.push(`${fault}, or remove vsphere.portGroup.macLearning and set Promiscuous mode to Accept`);
  }
  if (!wanted.macLearning && !group.macLearning && group.security.allowPromiscuous === false) {
    faults.push("rejects promiscuous mode, so nothing reaches a container: set it to Accept, or enable MAC learning");
  }
  return faults;
}

function describeMissingVlans({ trunk: carried }: FoundPortGroup, wanted: readonly VlanRange[]): string[] {
  if (carried === undefined) return [];
  const lost = wanted.flatMap((range) => uncovered(range, carried));
  if (lost.length === 0) return [];
  return [
    `does not carry ${lost.map(vlanText).join(", ")}: make it a VLAN trunk that covers ${wanted.map(vlanText).join(", ")}`,
  ];
}
