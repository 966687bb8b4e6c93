import { vsphereMac } from "../naming";
import type { SegmentConfiguration, VsphereConfiguration, VsphereVmConfiguration } from "../schema/fabric-schema";
import { trunkOf, type VlanRange } from "./vlan-ranges";

/** What the machines on vSphere have in common. */
export interface Vsphere extends Readonly<Omit<VsphereConfiguration, "portGroup">> {
  readonly portGroup: PortGroup;
}

/** How the stack logs in to the machines that it creates on vSphere. */
export type MachineLogin = Readonly<VsphereConfiguration["login"]>;

/** What a port group has to allow, whoever creates it. */
interface PortGroupSettings {
  readonly name: string;
  /** VLAN IDs that reach the machines, 0 for untagged frames: sorted and merged. */
  readonly trunk: readonly VlanRange[];
  readonly macLearning: boolean;
  readonly security: Security;
  /** Whether only the lab uses it. */
  readonly dedicated: boolean;
}

/** Created by the stack, on a standard switch of each listed ESXi host. */
export interface StandardPortGroup extends PortGroupSettings {
  readonly kind: "standard";
  readonly switch: string;
  readonly esxi: readonly string[];
}

/** Created by the stack, on a distributed switch. */
export interface DistributedPortGroup extends PortGroupSettings {
  readonly kind: "distributed";
  readonly switch: string;
}

/** An existing one, which the stack only checks. */
export interface ExistingPortGroup extends PortGroupSettings {
  readonly kind: "existing";
  /** Its distributed switch, where the name is ambiguous. */
  readonly switch?: string;
}

export type PortGroup = StandardPortGroup | DistributedPortGroup | ExistingPortGroup;

/** The three settings of a port group's security policy, by the names that the provider gives them. */
export interface Security {
  readonly allowPromiscuous: boolean;
  readonly allowForgedTransmits: boolean;
  readonly allowMacChanges: boolean;
}

/** A machine to clone. Memory is in MiB, the disk in GiB; without `disk`, it has the size of the template's. */
export interface VsphereVm extends Readonly<VsphereVmConfiguration> {
  readonly template: string;
  readonly datastore: string;
  readonly mac: string;
}

/** @param vlans VLAN IDs of the segments on the LAN, which the port group has to carry */
export function toVsphere(vsphere: VsphereConfiguration, vlans: readonly number[]): Vsphere {
  return { ...vsphere, portGroup: toPortGroup(vsphere.portGroup, vlans) };
}

/** The VLAN IDs of the segments on the LAN; those of other switches do not reach the port group. */
export function lanVlans(segments: readonly Pick<SegmentConfiguration, "switch" | "vlan">[]): number[] {
  return segments.flatMap((segment) => (segment.switch === undefined ? (segment.vlan ?? []) : []));
}

/** Without `vsphere`, which is reported elsewhere, template and datastore stay empty. */
export function toVsphereVm(
  vm: VsphereVmConfiguration,
  { template, datastore }: Pick<VsphereConfiguration, "template" | "datastore"> = { template: "", datastore: "" },
  address: string,
): VsphereVm {
  return { template, datastore, ...vm, mac: vsphereMac(address) };
}

/**
 * Macvlan sends from MACs that vCenter did not assign (forged transmits) and receives for them (promiscuous mode, or MAC
 * learning). A guest keeps the MAC that vCenter assigned, so MAC changes are not needed.
 */
function toPortGroup(portGroup: VsphereConfiguration["portGroup"], vlans: readonly number[]): PortGroup {
  const macLearning = portGroup.kind !== "standard" && portGroup.macLearning;
  const common: PortGroupSettings = {
    name: portGroup.name,
    trunk: trunkOf(vlans),
    macLearning,
    security: {
      allowPromiscuous: !macLearning,
      allowForgedTransmits: true,
      allowMacChanges: portGroup.kind !== "existing" && portGroup.macChanges,
    },
    dedicated: portGroup.kind !== "existing" || portGroup.dedicated,
  };
  switch (portGroup.kind) {
    case "standard":
      return { ...common, kind: portGroup.kind, switch: portGroup.switch, esxi: portGroup.esxi };
    case "distributed":
      return { ...common, kind: portGroup.kind, switch: portGroup.switch };
    case "existing":
      return { ...portGroup, ...common };
  }
}
