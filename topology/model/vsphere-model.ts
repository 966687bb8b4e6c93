import { vsphereMac } from "../naming";
import { trunkOf, type VlanRange } from "./vlan-ranges";
import type { FabricInput, SegmentInput, VsphereInput, VsphereVmInput } from "../schema/fabric-schema";

/** Where the machines on vSphere live, every default filled in. */
export interface Vsphere {
  readonly server: string;
  readonly user: string;
  readonly allowUnverifiedSsl: boolean;
  readonly datacenter: string;
  readonly cluster?: string;
  readonly resourcePool?: string;
  readonly datastore: string;
  readonly folder?: string;
  readonly template: string;
  readonly linkedClone: boolean;
  readonly portGroup: PortGroup;
  readonly customisation: NonNullable<VsphereInput["customisation"]>;
  readonly dns: readonly string[];
  readonly login: Login;
  readonly antiAffinity: boolean;
  readonly protect: boolean;
  readonly retain: boolean;
}

export interface Login {
  readonly user: string;
  readonly privateKeyFile?: string | undefined;
  readonly authorizedKey?: string | undefined;
}

/** What a port group has to let through, however it comes about. */
interface Passage {
  readonly name: string;
  /** VLAN IDs that reach the machines, 0 for untagged frames: in order, not touching each other. */
  readonly missingVlans: readonly VlanRange[];
  readonly macLearning: boolean;
  readonly security: Security;
  /** Whether nothing but the lab is on it. */
  readonly dedicated: boolean;
}

/** One of the stack's own on a standard switch of each of some ESXi hosts. */
export interface StandardPortGroup extends Passage {
  readonly kind: "standard";
  readonly switch: string;
  readonly esxi: readonly string[];
}

/** One of the stack's own on a distributed switch. */
export interface DistributedPortGroup extends Passage {
  readonly kind: "distributed";
  readonly switch: string;
}

/** One that is there, and is only checked. */
export interface ExistingPortGroup extends Passage {
  readonly kind: "existing";
  /** Its distributed switch, where the name alone does not say which is meant. */
  readonly switch?: string;
}

export type PortGroup = StandardPortGroup | DistributedPortGroup | ExistingPortGroup;

/** The three settings of a port group's security policy, by the names that the provider gives them. */
export interface Security {
  readonly allowPromiscuous: boolean;
  readonly allowForgedTransmits: boolean;
  readonly allowMacChanges: boolean;
}

/** A machine to clone, every default filled in. */
export interface VsphereVm {
  readonly kind: "vsphere";
  readonly cpus: number;
  /** MiB. */
  readonly memory: number;
  /** GiB; absent for the template's. */
  readonly disk?: number;
  readonly template: string;
  readonly datastore: string;
  readonly esxi?: string;
  readonly hostKey?: string;
  readonly mac: string;
}

const DEFAULTS = { cpus: 2, memory: 2048, user: "fabric" } as const;

export function toVsphere(input: VsphereInput, segments: FabricInput["segments"]): Vsphere {
  const { cluster, resourcePool, folder } = input;
  return {
    server: input.server,
    user: input.user,
    allowUnverifiedSsl: input.allowUnverifiedSsl ?? false,
    datacenter: input.datacenter,
    ...(cluster === undefined ? {} : { cluster }),
    ...(resourcePool === undefined ? {} : { resourcePool }),
    ...(folder === undefined ? {} : { folder }),
    datastore: input.datastore,
    template: input.template,
    linkedClone: input.linkedClone ?? false,
    portGroup: toPortGroup(input.portGroup, Object.values(segments)),
    customisation: input.customisation ?? { kind: "cloud-init" },
    dns: input.dns ?? [],
    login: { ...input.login, user: input.login.user ?? DEFAULTS.user },
    antiAffinity: input.antiAffinity ?? false,
    protect: input.protect ?? false,
    retain: input.retain ?? false,
  };
}

/** Without a place, which is refused elsewhere, template and datastore stay empty. */
export function toVsphereVm(input: VsphereVmInput, vsphere: VsphereInput | undefined, address: string): VsphereVm {
  const { disk, esxi, hostKey } = input;
  return {
    kind: "vsphere",
    cpus: input.cpus ?? DEFAULTS.cpus,
    memory: input.memory ?? DEFAULTS.memory,
    ...(disk === undefined ? {} : { disk }),
    template: input.template ?? vsphere?.template ?? "",
    datastore: input.datastore ?? vsphere?.datastore ?? "",
    ...(esxi === undefined ? {} : { esxi }),
    ...(hostKey === undefined ? {} : { hostKey }),
    mac: vsphereMac(address),
  };
}

/**
 * Macvlan sends from MACs that vCenter has not given (forged transmits) and listens to them (promiscuous mode, or a switch
 * that learns them). A guest's own MAC stays what vCenter gave, so MAC changes are not needed.
 */
function toPortGroup(input: VsphereInput["portGroup"], segments: readonly SegmentInput[]): PortGroup {
  const macLearning = input.kind === "standard" ? false : (input.macLearning ?? false);
  const passage: Passage = {
    name: input.name,
    missingVlans: trunkOf(segments.filter((segment) => segment.switch === undefined)),
    macLearning,
    security: {
      allowPromiscuous: !macLearning,
      allowForgedTransmits: true,
      allowMacChanges: input.kind === "existing" ? false : (input.macChanges ?? false),
    },
    dedicated: input.kind === "existing" ? (input.dedicated ?? false) : true,
  };
  switch (input.kind) {
    case "standard":
      return { ...passage, kind: input.kind, switch: input.switch, esxi: input.esxi };
    case "distributed":
      return { ...passage, kind: input.kind, switch: input.switch };
    case "existing":
      return { ...passage, kind: input.kind, ...(input.switch === undefined ? {} : { switch: input.switch }) };
  }
}
