import type { Problem } from "../../support/problem";
import type { VsphereConfiguration, VsphereVmConfiguration } from "../schema/fabric-schema";

/** A machine that vSphere clones. */
export interface Clone {
  /** Of its host. */
  readonly name: string;
  /** Of the machine in the configuration. */
  readonly path: string;
  readonly vm: VsphereVmConfiguration;
}

/** Machines that are pinned to one ESXi host although they are to be kept apart. */
export function findSharedEsxiHosts(clones: readonly Clone[]): Problem[] {
  return clones.flatMap(({ path, vm: { esxi } }, index) => {
    const first = clones.find(({ vm }) => esxi !== undefined && vm.esxi === esxi);
    if (first === undefined || first === clones[index]) return [];
    const message =
      `${String(esxi)} is already the ESXi host of ${first.name} (${first.path}.esxi), ` +
      `and vsphere.antiAffinity keeps the two apart: name another`;
    return [{ path: `${path}.esxi`, message }];
  });
}

/** Where a machine cannot run as it is described, and host keys that do not fit its customisation. */
export function findClonePlacementProblems({ path, vm }: Clone, vsphere: VsphereConfiguration): Problem[] {
  const { portGroup, customisation } = vsphere;
  const problems: Problem[] = [];
  if (vm.esxi === undefined && vsphere.cluster === undefined) {
    const message = `nothing says where it runs: name its ESXi host in ${path}.esxi, or vsphere.cluster`;
    problems.push({ path, message });
  }
  if (portGroup.kind === "standard" && vm.esxi !== undefined && !portGroup.esxi.includes(vm.esxi)) {
    const message =
      `${vm.esxi} does not get the port group ${portGroup.name}: add it to vsphere.portGroup.esxi, ` +
      `or choose one of ${portGroup.esxi.join(", ")}`;
    problems.push({ path: `${path}.esxi`, message });
  }
  if (vsphere.linkedClone && vm.disk !== undefined) {
    const message =
      "a linked clone shares the disk of its template, size included: remove disk, or vsphere.linkedClone";
    problems.push({ path: `${path}.disk`, message });
  }
  if (customisation.kind === "cloud-init" && vm.hostKey !== undefined) {
    const message = "cloud-init gives the machine a host key that the stack makes: remove it";
    problems.push({ path: `${path}.hostKey`, message });
  }
  if (customisation.kind !== "cloud-init" && vm.hostKey === undefined) {
    const message = `customisation by ${customisation.kind} keeps the template's host key: write its \`ssh-ed25519 AAAA…\` line`;
    problems.push({ path: `${path}.hostKey`, message });
  }
  return problems;
}
