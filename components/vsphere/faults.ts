import type { Problem } from "../../support/problem";
import type { Vsphere } from "../../topology/model/vsphere-model";
import { inventoryNames, type InventoryName, type PlannedMachine } from "./inventory-names";
import { findExistingPortGroupFaults } from "./port-group-faults";
import type { FoundInventory } from "./read-vcenter";
import { sentence } from "./sentence";
import { findSwitchFaults } from "./switch-faults";
import { findTemplateFaults } from "./templates";

/** Finds what the configuration names and vCenter does not have, or does not allow. */
export function findFaults(settings: Vsphere, machines: readonly PlannedMachine[], found: FoundInventory): Problem[] {
  const { portGroup, cluster } = settings;
  const wanted = inventoryNames(settings, machines);
  const count = ({ kind, name }: InventoryName): number | undefined =>
    found.names.get(kind)?.filter((each) => each === name).length;
  // Port groups of one name are one network on standard switches, and distinguished by their switch on distributed ones.
  const repeated = wanted.filter((each) => each.kind !== "network" && (count(each) ?? 0) > 1);
  return [
    ...wanted.filter((each) => count(each) === 0).map((each) => missing(each, found.names.get(each.kind) ?? [])),
    ...repeated.map(ambiguous),
    ...wanted.flatMap((each) => findMisreadName(each, found)),
    ...findSwitchFaults(portGroup, machines, found),
    ...findHostsOutsideCluster(
      wanted.filter(({ kind }) => kind === "ESXi host"),
      found,
      cluster,
    ),
    ...findTooFewEsxiHosts(settings, machines.length, found),
    ...findTemplateFaults(machines, found.templates, settings),
    ...(portGroup.kind === "existing" ? findExistingPortGroupFaults(portGroup, machines, found) : []),
  ];
}

function missing({ kind, name, path }: InventoryName, existing: readonly string[]): Problem {
  return { path, message: `${kind} "${name}" does not exist: vCenter has ${sentence(existing)}` };
}

function ambiguous({ kind, name, path }: InventoryName): Problem {
  const message = `${kind} "${name}" exists more than once: choose one whose name is unique in the datacenter`;
  return { path, message };
}

/** The provider reads a name that looks like an ID as the object with that ID. */
function findMisreadName({ kind, name, path }: InventoryName, { ids }: FoundInventory): Problem[] {
  const other = ids.get(name);
  if (other === undefined || other === name) return [];
  const message = `${kind} "${name}" is named like the ID of ${other}, which the provider would use instead: rename it in vCenter`;
  return [{ path, message }];
}

/** DRS cannot keep more machines apart than there are hosts. */
function findTooFewEsxiHosts(
  { antiAffinity, cluster = "" }: Vsphere,
  machines: number,
  { members }: FoundInventory,
): Problem[] {
  if (!antiAffinity || members.length === 0 || members.length >= machines) return [];
  const message =
    `cluster ${cluster} has only ${sentence(members)} for ${machines} machines, so they could not all run: ` +
    `remove antiAffinity, or machines`;
  return [{ path: "vsphere.antiAffinity", message }];
}

/** ESXi hosts outside the cluster in whose resource pool the machines run. */
function findHostsOutsideCluster(
  hosts: readonly InventoryName[],
  { members, names }: FoundInventory,
  cluster: string | undefined,
): Problem[] {
  if (cluster === undefined || names.get("cluster")?.includes(cluster) !== true) return [];
  return hosts
    .filter(({ name }) => names.get("ESXi host")?.includes(name) === true && !members.includes(name))
    .map(({ name, path }) => {
      const message = `ESXi host "${name}" is not in cluster ${cluster}: name one of ${sentence(members)}`;
      return { path, message };
    });
}
