import type { Problem } from "../../support/problem";
import { contains, parseAddress, parseSubnet } from "../ip";
import type { FabricConfiguration, HostConfiguration, VsphereConfiguration } from "../schema/fabric-schema";
import { findClonePlacementProblems, findSharedEsxiHosts, type Clone } from "./clone-problems";

/** A user name as useradd takes it, which cloud-init runs. */
const USER = /^[a-z_][a-z0-9_-]{0,31}$/;

/** What vSphere could not create, and settings that contradict each other. */
export function findVsphereProblems({ hosts, vsphere, lan }: FabricConfiguration): Problem[] {
  const clones = Object.entries(hosts).flatMap(([name, { vm }]): Clone[] =>
    vm.kind === "vsphere" ? [{ name, path: `hosts.${name}.vm`, vm }] : [],
  );
  if (vsphere === undefined) {
    const message = "the configuration has no vsphere: add vsphere: { server: …, datacenter: …, datastore: …, … }";
    return clones.map(({ path }) => ({ path: `${path}.kind`, message }));
  }
  if (clones.length === 0) {
    const message = "no host is of kind vsphere: give one vm: { kind: vsphere }, or remove vsphere";
    return [{ path: "vsphere", message }];
  }
  return [
    ...findSettingProblems(vsphere, clones.length),
    ...(vsphere.antiAffinity ? findSharedEsxiHosts(clones) : []),
    ...findUnreachableGuests(hosts),
    ...clones.flatMap((clone) => findClonePlacementProblems(clone, vsphere)),
    ...findExtraNics(hosts),
    ...(lan.gateway === undefined ? findFarNameServers(vsphere, lan.subnet) : []),
  ];
}

/** Settings of `vsphere` that contradict each other. */
function findSettingProblems(vsphere: VsphereConfiguration, machines: number): Problem[] {
  const { antiAffinity, cluster, resourcePool, portGroup } = vsphere;
  const problems: Problem[] = [];
  if (antiAffinity && cluster === undefined) {
    const message = "true needs DRS, and DRS needs a cluster: add vsphere.cluster, or remove antiAffinity";
    problems.push({ path: "vsphere.antiAffinity", message });
  }
  if (portGroup.kind === "standard") problems.push(...findRepeatedEsxiHosts(portGroup.esxi));
  if (resourcePool !== undefined && cluster === undefined) {
    const message =
      `${resourcePool} has to be in a cluster: add vsphere.cluster, ` +
      `or remove resourcePool to use the pool of each ESXi host`;
    problems.push({ path: "vsphere.resourcePool", message });
  }
  if (antiAffinity && machines < 2) {
    const message = "true keeps machines apart, but there is only one: remove it";
    problems.push({ path: "vsphere.antiAffinity", message });
  }
  return [...problems, ...findLoginProblems(vsphere)];
}

function findRepeatedEsxiHosts(esxi: readonly string[]): Problem[] {
  return esxi.flatMap((name, index) => {
    const first = esxi.indexOf(name);
    if (first === index) return [];
    const message = `${name} is already vsphere.portGroup.esxi.${first}: remove it`;
    return [{ path: `vsphere.portGroup.esxi.${index}`, message }];
  });
}

/** Settings with which cloud-init could not set up the login. */
function findLoginProblems({ login, customisation }: VsphereConfiguration): Problem[] {
  if (customisation.kind !== "cloud-init") return [];
  const problems: Problem[] = [];
  if (!USER.test(login.user)) {
    const message = `"${login.user}" is not a valid user name: use lower-case letters, digits, '-' and '_', such as fabric`;
    problems.push({ path: "vsphere.login.user", message });
  }
  if (login.privateKeyFile === undefined && login.authorizedKey === undefined) {
    const message = "no key is configured: set privateKeyFile, or put the ssh agent's public key in authorizedKey";
    problems.push({ path: "vsphere.login", message });
  }
  return problems;
}

function findUnreachableGuests(hosts: Readonly<Record<string, HostConfiguration>>): Problem[] {
  const message =
    "lab is a guest on a switch inside this machine, which no port group of vSphere reaches: " +
    "make all hosts vsphere or existing, or all lab";
  return Object.entries(hosts).flatMap(([name, { vm }]) =>
    vm.kind === "lab" ? [{ path: `hosts.${name}.vm.kind`, message }] : [],
  );
}

function findExtraNics(hosts: Readonly<Record<string, HostConfiguration>>): Problem[] {
  const message =
    "a machine on vSphere gets one NIC, on the LAN: make it a machine of kind existing, or remove the NIC";
  return Object.entries(hosts).flatMap(([name, { vm, nics }]) => {
    if (vm.kind !== "vsphere") return [];
    return Object.keys(nics).map((switchName) => ({ path: `hosts.${name}.nics.${switchName}`, message }));
  });
}

function findFarNameServers({ dns }: VsphereConfiguration, lan: string): Problem[] {
  const subnet = parseSubnet(lan);
  return dns.flatMap((text, index) => {
    const server = parseAddress(text);
    if (subnet === undefined || server === undefined || contains(subnet, server)) return [];
    const message =
      `${text} is not on the LAN ${lan}, and without a gateway nothing else can be reached: ` +
      `add lan.gateway, or name a server on the LAN`;
    return [{ path: `vsphere.dns.${index}`, message }];
  });
}
