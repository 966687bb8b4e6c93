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

/** Machines pinned to the same ESXi host although anti-affinity keeps them apart. */
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

/** Machines that could not run where the configuration puts them, and host keys that do not fit their customisation. */
export function findClonePlacementProblems({ path, vm }: Clone, vsphere: VsphereConfiguration): Problem[] {
  const { portGroup, customisation } = vsphere;
  const problems: Problem[] = [];
  if (vm.esxi === undefined && vsphere.cluster === undefined) {
    const message = `nothing says where the machine runs: set ${path}.esxi or vsphere.cluster`;
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
    const message = "cloud-init sets a host key that the stack creates: remove this one";
    problems.push({ path: `${path}.hostKey`, message });
  }
  if (customisation.kind !== "cloud-init" && vm.hostKey === undefined) {
    const message = `customisation of kind ${customisation.kind} keeps the template's host key: add its \`ssh-ed25519 AAAA…\` line`;
    problems.push({ path: `${path}.hostKey`, message });
  }
  return problems;
}
