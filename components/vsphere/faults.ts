import { uncovered, vlanText, type VlanRange } from "../../topology/vlan-ranges";
import type { PortGroup, Vsphere } from "../../topology/vsphere";
import type { Found, FoundPortGroup } from "./found";
import type { Wanted } from "./wanted";

/** What the configuration asks of vCenter and does not get: one line each, with the path and what there is instead. */
export function faultsOf(
  wanted: readonly Wanted[],
  found: Found,
  { portGroup, cluster }: Pick<Vsphere, "portGroup" | "cluster">,
): string[] {
  const absent = wanted.filter(({ kind, name }) => {
    const names = found.names.get(kind);
    return names !== undefined && !names.includes(name);
  });
  const repeated = wanted.filter(
    ({ kind, name }) => (found.names.get(kind)?.filter((each) => each === name).length ?? 0) > 1,
  );
  const hosts = wanted.filter(({ kind }) => kind === "ESXi host");
  return [
    ...absent.map((each) => missing(each, found.names.get(each.kind) ?? [])),
    ...repeated.filter(({ kind }) => kind !== "network").map(ambiguous),
    ...switchFaults(portGroup, found),
    ...strangers(hosts, found, cluster),
    ...(portGroup.kind === "existing" ? existingFaults(portGroup, found, hosts) : []),
  ];
}

function missing({ kind, name, path }: Wanted, there: readonly string[]): string {
  return `${path}: ${kind} "${name}" is not there: vCenter has ${sentence(there)}`;
}

/** Port groups of one name are one network on standard switches, and told apart by `switch` on distributed ones. */
function ambiguous({ kind, name, path }: Wanted): string {
  return `${path}: ${kind} "${name}" is there more than once: name one that is the only one of its name in the datacenter`;
}

function switchFaults({ kind, switch: name = "", esxi }: PortGroup, { switches }: Found): string[] {
  if (kind !== "standard") return [];
  return esxi.flatMap((host) => {
    const there = switches.get(host);
    if (there === undefined || there.includes(name)) return [];
    return [
      `vsphere.portGroup.switch: standard switch "${name}" is not on ESXi host ${host}, which has ${sentence(there)}`,
    ];
  });
}

/**
 * What the provider cannot set on a distributed port group of ours, and somebody has to set in vCenter: it knows no MAC
 * learning, and takes nothing back that was accepted once.
 */
export function adviceOn(
  { kind, name, switch: on = "", macLearning, security }: PortGroup,
  { portGroups }: Found,
): string[] {
  if (kind !== "distributed") return [];
  const ours = portGroups.find((group) => group.name === name && group.place === `distributed switch ${on}`);
  if (ours === undefined) return [];
  const advice: string[] = [];
  if (macLearning && ours.macLearning !== true) {
    advice.push(
      `vsphere.portGroup.macLearning: ${name} does not learn MACs yet, so nothing reaches a container: switch MAC learning on in vCenter`,
    );
  }
  for (const [setting, title] of Object.entries(TITLES) as [keyof typeof TITLES, string][]) {
    if (security[setting] || ours.security[setting] !== true) continue;
    advice.push(
      `vsphere.portGroup: ${name} accepts ${title}, which the provider cannot take back: set it to Reject in vCenter`,
    );
  }
  return advice;
}

const TITLES = { allowPromiscuous: "promiscuous mode", allowMacChanges: "MAC changes" } as const;

/** An ESXi host outside of the cluster whose resource pool the machines are put into. */
function strangers(hosts: readonly Wanted[], { members, names }: Found, cluster: string | undefined): string[] {
  if (cluster === undefined || names.get("cluster")?.includes(cluster) !== true) return [];
  return hosts
    .filter(({ name }) => names.get("ESXi host")?.includes(name) === true && !members.includes(name))
    .map(
      ({ name, path }) => `${path}: ESXi host "${name}" is not in cluster ${cluster}, which has ${sentence(members)}`,
    );
}

/**
 * A port group that is there is never changed, so whatever it keeps back is for its owner to let through. A standard one is
 * looked at where machines may run: on the ESXi hosts that they name, or on all of the cluster.
 */
function existingFaults(wanted: PortGroup, { portGroups, members, names }: Found, hosts: readonly Wanted[]): string[] {
  if (names.get("network")?.includes(wanted.name) !== true) return [];
  const place = wanted.switch === undefined ? undefined : `distributed switch ${wanted.switch}`;
  const ours = portGroups.filter(
    (group) => group.name === wanted.name && (place === undefined || group.place === place),
  );
  if (ours.length === 0) {
    const there = portGroups.filter((group) => group.name === wanted.name).map((group) => group.place);
    return [`vsphere.portGroup.switch: ${wanted.name} is not on ${place ?? "any switch"}, but on ${sentence(there)}`];
  }
  const places = hosts.length > 0 ? hosts.map(({ name }) => name) : members;
  const missing = ours.every(({ host }) => host === undefined)
    ? []
    : places.filter((name) => members.includes(name) && !ours.some(({ host }) => host === name));
  return [
    ...missing.map(
      (name) => `vsphere.portGroup.name: ${wanted.name} is not on ESXi host ${name}, where a machine may run`,
    ),
    ...ours
      .filter(({ host }) => host === undefined || places.includes(host))
      .flatMap((group) => [
        ...security(group, wanted),
        ...trunk(group, wanted.trunk).map((why) => `vsphere.portGroup.name: ${wanted.name} on ${group.place} ${why}`),
      ]),
  ];
}

function security(group: FoundPortGroup, wanted: PortGroup): string[] {
  const faults: string[] = [];
  const say = (text: string): number => faults.push(`vsphere.portGroup.name: ${wanted.name} on ${group.place} ${text}`);
  if (group.security.allowForgedTransmits === false) {
    say(
      "rejects forged transmits, so nothing that a container sends leaves its machine: set Forged transmits to Accept",
    );
  }
  if (wanted.macLearning && group.macLearning === false) {
    say(
      "has MAC learning off: switch it on, or remove vsphere.portGroup.macLearning and set Promiscuous mode to Accept",
    );
  }
  const learns = wanted.macLearning || group.macLearning === true;
  if (!learns && group.security.allowPromiscuous === false) {
    say("rejects promiscuous mode, so nothing reaches a container: set it to Accept, or switch MAC learning on");
  }
  return faults;
}

function trunk({ trunk: carried }: FoundPortGroup, wanted: readonly VlanRange[]): string[] {
  if (carried === undefined) return [];
  const lost = wanted.flatMap((range) => uncovered(range, carried));
  if (lost.length === 0) return [];
  return [
    `does not carry ${lost.map(vlanText).join(", ")}: make it a VLAN trunk that covers ${wanted.map(vlanText).join(", ")}`,
  ];
}

function sentence(names: readonly string[]): string {
  if (names.length === 0) return "none";
  const most = 12;
  const shown = [...names].sort().slice(0, most).join(", ");
  return names.length > most ? `${shown} and ${String(names.length - most)} more` : shown;
}
