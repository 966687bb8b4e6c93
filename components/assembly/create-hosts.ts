import type * as pulumi from "@pulumi/pulumi";
import type { EngineRequirement } from "../../host/scripts";
import { DRIVERS } from "../../topology/drivers";
import type { Topology } from "../../topology/model/topology";
import { lanVlans } from "../../topology/model/vsphere-model";
import { requirementsOf } from "../../topology/requirements/find-requirements";
import { enginesText, remedyText, type Requirement } from "../../topology/requirements/requirement";
import { bindPaths } from "../../topology/storage";
import { BridgedVm } from "../bridged-vm";
import { DockerHost } from "../docker-host";
import { secretOf } from "../secrets";
import type { RegistryLogin } from "../ssh-connection";
import { VsphereSite } from "../vsphere-site";
import { ownershipOf } from "./ownership";
import { entry, mapByName, type Scope } from "./scope";

/** The machines, by host name. */
export type Vms = ReadonlyMap<string, BridgedVm>;

/** The Docker hosts, by name. */
export type Hosts = ReadonlyMap<string, DockerHost>;

/** Creates the site of the machines on vSphere; undefined when there are none. */
export function createVsphereSite(
  { name, configuration, parent }: Scope,
  password: pulumi.Input<string> | undefined,
): VsphereSite | undefined {
  const { vsphere: settings, hosts, segments } = configuration;
  if (settings === undefined || password === undefined) return undefined;
  const machines = Object.fromEntries(
    Object.entries(hosts).flatMap(([host, { vm }]) => (vm.kind === "vsphere" ? [[host, vm] as const] : [])),
  );
  const args = { settings, vlans: lanVlans(Object.values(segments)), machines, password };
  return new VsphereSite(`${name}-vsphere`, args, { parent });
}

export function createVms({ name, configuration, topology, parent }: Scope, vsphere: VsphereSite | undefined): Vms {
  const { lan, hosts } = topology;
  const given = new Map(Object.entries(configuration.hosts));
  const vms = mapByName(hosts, ({ name: host, address, prefix, nic, mtu }) => {
    const { vm } = entry(given, host);
    const args = { host, address: `${address}/${prefix}`, nic, mtu, gateway: lan.gateway, vm, vsphere };
    return new BridgedVm(`${name}-${host}`, args, { parent });
  });
  vsphere?.keepApart(`${name}-apart`, [...vms.values()]);
  return vms;
}

/** @param handover what must be done before anything is made on the hosts */
export function createHosts(scope: Scope, vms: Vms, handover: pulumi.Resource): Hosts {
  const { name, topology, parent } = scope;
  const requirements = requirementsOf(topology);
  const registryLogin = registryLoginOf(scope);
  const owned = ownershipOf(topology);
  return mapByName(topology.hosts, ({ name: host, nics, docker }) => {
    const args = {
      ...{ machine: entry(vms, host), nics, docker },
      promiscuousNics: promiscuousNics(topology, host),
      requirements: requirements.filter((requirement) => requirement.host === host).map(engineRequirement),
      binds: bindPaths(topology, host),
      ...{ registryLogin, owned, after: [handover] },
    };
    return new DockerHost(`${name}-${host}`, args, { parent });
  });
}

function registryLoginOf({ topology: { registry }, secrets }: Scope): RegistryLogin | undefined {
  if (registry?.access === undefined) return undefined;
  const { endpoint, access } = registry;
  return { endpoint, user: access.user, password: secretOf(secrets, access.password) };
}

/** The NICs of a host that carry a network whose containers have MACs of their own. */
function promiscuousNics({ segments }: Topology, host: string): string[] {
  const carrying = segments.filter(({ driver }) => DRIVERS[driver].ownMacs).flatMap(({ members }) => members);
  return [...new Set(carrying.filter((member) => member.host === host).map(({ nic }) => nic))];
}

function engineRequirement(requirement: Requirement): EngineRequirement {
  const { path, since, before, reason } = requirement;
  return { since, before, text: `${path} needs ${enginesText(requirement)}: ${reason}: ${remedyText(requirement)}` };
}
