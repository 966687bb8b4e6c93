import type { PortGroup, Vsphere } from "../../topology/vsphere";
import type { Found } from "./found";
import { existingFaults } from "./port-group-faults";
import { sentence } from "./sentence";
import { templateFaults } from "./templates";
import { wantedFrom, type Wanted, type WantedMachine } from "./wanted";

/** What the configuration asks of vCenter and does not get: one line each, with the path and what there is instead. */
export function faultsOf(settings: Vsphere, machines: readonly WantedMachine[], found: Found): string[] {
  const wanted = wantedFrom(settings, machines);
  const count = ({ kind, name }: Wanted): number | undefined =>
    found.names.get(kind)?.filter((each) => each === name).length;
  // Port groups of one name are one network on standard switches, and told apart by their switch on distributed ones.
  const repeated = wanted.filter((each) => each.kind !== "network" && (count(each) ?? 0) > 1);
  return [
    ...wanted.filter((each) => count(each) === 0).map((each) => missing(each, found.names.get(each.kind) ?? [])),
    ...repeated.map(ambiguous),
    ...switchFaults(settings.portGroup, found),
    ...strangers(
      wanted.filter(({ kind }) => kind === "ESXi host"),
      found,
      settings.cluster,
    ),
    ...templateFaults(machines, found.templates, settings),
    ...(settings.portGroup.kind === "existing" ? existingFaults(settings.portGroup, machines, found) : []),
  ];
}

function missing({ kind, name, path }: Wanted, there: readonly string[]): string {
  return `${path}: ${kind} "${name}" is not there: vCenter has ${sentence(there)}`;
}

function ambiguous({ kind, name, path }: Wanted): string {
  return `${path}: ${kind} "${name}" is there more than once: name one that is the only one of its name in the datacenter`;
}

function switchFaults(portGroup: PortGroup, { switches }: Found): string[] {
  if (portGroup.kind !== "standard") return [];
  return portGroup.esxi.flatMap((host) => {
    const there = switches.get(host);
    if (there === undefined || there.includes(portGroup.switch)) return [];
    return [
      `vsphere.portGroup.switch: standard switch "${portGroup.switch}" is not on ESXi host ${host}, which has ${sentence(there)}`,
    ];
  });
}

/** An ESXi host outside of the cluster whose resource pool the machines are put into. */
function strangers(hosts: readonly Wanted[], { members, names }: Found, cluster: string | undefined): string[] {
  if (cluster === undefined || names.get("cluster")?.includes(cluster) !== true) return [];
  return hosts
    .filter(({ name }) => names.get("ESXi host")?.includes(name) === true && !members.includes(name))
    .map(
      ({ name, path }) => `${path}: ESXi host "${name}" is not in cluster ${cluster}, which has ${sentence(members)}`,
    );
}
