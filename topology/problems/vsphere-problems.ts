import { contains, parseAddress, parseSubnet } from "../ip";
import type { FabricConfiguration, VsphereConfiguration, VsphereVmConfiguration } from "../schema/fabric-schema";

/** The name of a user, as useradd takes it, which cloud-init runs. */
const USER = /^[a-z_][a-z0-9_-]{0,31}$/;

/** What vSphere could not make of the configuration. */
export function vsphereProblems({ hosts, vsphere, lan }: FabricConfiguration): string[] {
  const machines = Object.entries(hosts).flatMap(([name, host]) =>
    host.vm.kind === "vsphere" ? [{ name, host, vm: host.vm }] : [],
  );
  if (vsphere === undefined) {
    return machines.map(
      ({ name }) =>
        `hosts.${name}.vm.kind: vsphere needs to know where: add vsphere: { server: …, datacenter: …, datastore: …, … }`,
    );
  }
  if (machines.length === 0)
    return ["vsphere: no host is of kind vsphere: give one vm: { kind: vsphere }, or remove it"];
  return [
    ...siteProblems(vsphere, machines.length),
    ...(vsphere.antiAffinity ? together(machines) : []),
    ...Object.entries(hosts).flatMap(([name, { vm }]) =>
      vm.kind === "lab"
        ? [
            `hosts.${name}.vm.kind: lab is a guest on a switch inside this machine, which no port group of vSphere reaches: make all hosts vsphere or existing, or all lab`,
          ]
        : [],
    ),
    ...machines.flatMap(({ name, vm }) => machineProblems(name, vm, vsphere)),
    ...machines.flatMap(({ name, host }) =>
      Object.keys(host.nics).map(
        (other) =>
          `hosts.${name}.nics.${other}: a machine on vSphere gets one NIC, on the LAN: make it a machine of kind existing, or remove the NIC`,
      ),
    ),
    ...(lan.gateway === undefined ? farNameServers(vsphere, lan.subnet) : []),
  ];
}

/** Machines that are pinned to one ESXi host and are to be kept apart. */
function together(machines: readonly { readonly name: string; readonly vm: VsphereVmConfiguration }[]): string[] {
  return machines.flatMap(({ name, vm: { esxi } }, index) => {
    const first = machines.find(({ vm }) => esxi !== undefined && vm.esxi === esxi);
    if (first === undefined || first === machines[index]) return [];
    return [
      `hosts.${name}.vm.esxi: ${String(esxi)} is that of host ${first.name} (hosts.${first.name}.vm.esxi), and vsphere.antiAffinity keeps the two apart: name another`,
    ];
  });
}

function farNameServers({ dns }: VsphereConfiguration, lan: string): string[] {
  const subnet = parseSubnet(lan);
  return dns.flatMap((text, index) => {
    const server = parseAddress(text);
    if (subnet === undefined || server === undefined || contains(subnet, server)) return [];
    return [
      `vsphere.dns.${index}: ${text} is not on the LAN ${lan}, and without a gateway nothing else is reached: add lan.gateway, or name a server on the LAN`,
    ];
  });
}

function siteProblems(vsphere: VsphereConfiguration, machines: number): string[] {
  const { antiAffinity, cluster, resourcePool, login, customisation } = vsphere;
  const problems: string[] = [];
  if (antiAffinity && cluster === undefined) {
    problems.push(
      "vsphere.antiAffinity: true needs DRS, and that a cluster: add vsphere.cluster, or remove antiAffinity",
    );
  }
  const { portGroup } = vsphere;
  if (portGroup.kind === "standard") {
    portGroup.esxi.forEach((name, index) => {
      const first = portGroup.esxi.indexOf(name);
      if (first === index) return;
      problems.push(`vsphere.portGroup.esxi.${index}: ${name} is vsphere.portGroup.esxi.${first} already: remove it`);
    });
  }
  if (resourcePool !== undefined && cluster === undefined) {
    problems.push(
      `vsphere.resourcePool: ${resourcePool} is looked for in a cluster: add vsphere.cluster, or remove resourcePool to use the pool of each ESXi host`,
    );
  }
  if (antiAffinity && machines < 2) {
    problems.push("vsphere.antiAffinity: true keeps machines apart, and there is only one: remove it");
  }
  const byCloudInit = customisation.kind === "cloud-init";
  if (byCloudInit && !USER.test(login.user)) {
    problems.push(
      `vsphere.login.user: "${login.user}" is no name of a user: use lower-case letters, digits, '-' and '_', such as fabric`,
    );
  }
  if (byCloudInit && login.privateKeyFile === undefined && login.authorizedKey === undefined) {
    problems.push(
      "vsphere.login: no key could log in: name privateKeyFile, or write the agent's public key into authorizedKey",
    );
  }
  return problems;
}

function machineProblems(name: string, vm: VsphereVmConfiguration, vsphere: VsphereConfiguration): string[] {
  const problems: string[] = [];
  const path = `hosts.${name}.vm`;
  if (vm.esxi === undefined && vsphere.cluster === undefined) {
    problems.push(`${path}: nothing says where it runs: name its ESXi host in ${path}.esxi, or vsphere.cluster`);
  }
  const { portGroup, customisation } = vsphere;
  if (portGroup.kind === "standard" && vm.esxi !== undefined && !portGroup.esxi.includes(vm.esxi)) {
    problems.push(
      `${path}.esxi: ${vm.esxi} does not get the port group ${portGroup.name}: add it to vsphere.portGroup.esxi, or choose one of ${portGroup.esxi.join(", ")}`,
    );
  }
  if (vsphere.linkedClone && vm.disk !== undefined) {
    problems.push(
      `${path}.disk: a linked clone has the disk of its template, and its size: remove disk, or vsphere.linkedClone`,
    );
  }
  const byCloudInit = customisation.kind === "cloud-init";
  if (byCloudInit && vm.hostKey !== undefined) {
    problems.push(`${path}.hostKey: cloud-init gives the machine a host key that the stack makes: remove it`);
  }
  if (!byCloudInit && vm.hostKey === undefined) {
    problems.push(
      `${path}.hostKey: customisation by ${customisation.kind} leaves the template's host key: write its \`ssh-ed25519 AAAA…\` line`,
    );
  }
  return problems;
}
