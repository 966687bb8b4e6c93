import { uncovered, vlanText, type VlanRange } from "../../topology/model/vlan-ranges";
import type { ExistingPortGroup } from "../../topology/model/vsphere-model";
import type { FoundInventory } from "./read-vcenter";
import type { FoundPortGroup } from "./port-groups";
import { sentence } from "./sentence";
import type { PlannedMachine } from "./inventory-names";

/**
 * A port group that is there is never changed, so whatever it keeps back is for its owner to let through. A standard one is
 * looked at where machines may run: on the ESXi hosts that they name, or on all of the cluster as soon as one names none.
 */
export function existingFaults(
  wanted: ExistingPortGroup,
  machines: readonly PlannedMachine[],
  { portGroups, members, names, switches }: FoundInventory,
): string[] {
  if (names.get("network")?.includes(wanted.name) !== true) return [];
  const named = portGroups.filter(({ name }) => name === wanted.name);
  if (named.length === 0) {
    return [
      `vsphere.portGroup.name: ${wanted.name} is neither a standard nor a distributed port group, so nobody can tell what it lets through: name one that is`,
    ];
  }
  // Those of standard switches are one network, whatever the switches are called.
  const ours = named.filter(
    ({ host, switch: on }) => wanted.switch === undefined || (host === undefined && on === wanted.switch),
  );
  const places = [...new Set(ours.map(({ host, switch: on }) => (host === undefined ? on : "standard switches")))];
  const [place] = places;
  if (place === undefined) {
    const there = sentence(named.map(placeOf));
    return [
      `vsphere.portGroup.switch: ${wanted.name} is not on distributed switch ${wanted.switch ?? ""}, but on ${there}`,
    ];
  }
  if (places.length > 1) {
    return [
      `vsphere.portGroup.name: ${wanted.name} is on ${sentence(places)}: name the one in vsphere.portGroup.switch`,
    ];
  }
  if (ours.every(({ host }) => host === undefined)) return ours.flatMap((group) => blockedFrames(group, wanted));
  const anywhere = machines.some(({ vm }) => vm.esxi === undefined);
  const hosts = members.filter((name) => anywhere || machines.some(({ vm }) => vm.esxi === name));
  // A host that says nothing of its network cannot be judged.
  return hosts
    .filter((name) => switches.has(name))
    .flatMap((name) => {
      const group = ours.find(({ host }) => host === name);
      if (group !== undefined) return blockedFrames(group, wanted);
      return [`vsphere.portGroup.name: ${wanted.name} is not on ESXi host ${name}, where a machine may run`];
    });
}

function placeOf({ host, switch: on }: FoundPortGroup): string {
  return host === undefined ? `distributed switch ${on}` : `ESXi host ${host}`;
}

/** What a port group keeps back. */
function blockedFrames(group: FoundPortGroup, wanted: ExistingPortGroup): string[] {
  const faults = [...securityFaults(group, wanted), ...trunkFaults(group, wanted.trunk)];
  return faults.map((text) => `vsphere.portGroup.name: ${wanted.name} on ${placeOf(group)} ${text}`);
}

function securityFaults(group: FoundPortGroup, wanted: ExistingPortGroup): string[] {
  const faults: string[] = [];
  if (group.security.allowForgedTransmits === false) {
    faults.push(
      "rejects forged transmits, so nothing that a container sends leaves its machine: set Forged transmits to Accept",
    );
  }
  if (wanted.macLearning && !group.macLearning) {
    faults.push(
      `${group.host === undefined ? "has MAC learning off: switch it on" : "cannot learn MACs, as no standard switch does: use a distributed one"}, or remove vsphere.portGroup.macLearning and set Promiscuous mode to Accept`,
    );
  }
  if (!wanted.macLearning && !group.macLearning && group.security.allowPromiscuous === false) {
    faults.push(
      "rejects promiscuous mode, so nothing reaches a container: set it to Accept, or switch MAC learning on",
    );
  }
  return faults;
}

function trunkFaults({ trunk: carried }: FoundPortGroup, wanted: readonly VlanRange[]): string[] {
  if (carried === undefined) return [];
  const lost = wanted.flatMap((range) => uncovered(range, carried));
  if (lost.length === 0) return [];
  return [
    `does not carry ${lost.map(vlanText).join(", ")}: make it a VLAN trunk that covers ${wanted.map(vlanText).join(", ")}`,
  ];
}
