import * as pulumi from "@pulumi/pulumi";
import * as vsphere from "@pulumi/vsphere";
import { toVsphere, toVsphereVm, type Vsphere } from "../topology/model/vsphere-model";
import type { VsphereInput, VsphereVmInput } from "../topology/schema/fabric-schema";
import { vsphere as vsphereSchema, vsphereVm } from "../topology/schema/vsphere-schema";
import type { Machine } from "./machines/machine";
import { parseArgs } from "./refusal";
import { TOKENS } from "./tokens";
import { TrunkPortGroup } from "./trunk-port-group";
import { lookUp, present, type Inventory } from "./vsphere/inventory";
import { inventoryNames, type PlannedMachine } from "./vsphere/inventory-names";
import type { Keeping } from "./vsphere/keeping";

export interface VsphereSiteArgs {
  /** The keys of `vsphere` in a stack file (docs/configuration.md). */
  readonly settings: VsphereInput;
  /** VLAN IDs that the port group has to carry in addition to untagged frames. */
  readonly vlans: readonly number[];
  /** The machines that will run here, by host name: their templates, datastores and ESXi hosts are looked up once for all. */
  readonly machines: Readonly<Record<string, VsphereVmInput>>;
  /** Password of `settings.user`. */
  readonly password: pulumi.Input<string>;
}

/**
 * Where machines on vSphere run: the login to vCenter, the existing objects that they use, and the port group that carries
 * their traffic.
 *
 * @example
 * const site = new VsphereSite("lab", { settings, vlans: [10, 20], machines: { docker01: { kind: "vsphere" } }, password });
 * new BridgedVm("docker01", { host: "docker01", address, nic, vm: { kind: "vsphere" }, vsphere: site });
 */
export class VsphereSite extends pulumi.ComponentResource {
  /** The settings, with their defaults filled in. */
  readonly settings: Vsphere;
  /** Provider with the login to vCenter. */
  readonly provider: vsphere.Provider;
  /** Options of everything that the stack creates in vCenter. */
  readonly keeping: Keeping;
  /** IDs of the existing objects that the settings and machines name. */
  readonly inventory: pulumi.Output<Inventory>;
  /** The port group that the machines' NICs are connected to. */
  readonly portGroup: TrunkPortGroup;

  constructor(name: string, args: VsphereSiteArgs, opts?: pulumi.ComponentResourceOptions) {
    const settings = toVsphere(parseArgs(vsphereSchema, args.settings, `settings of VsphereSite ${name}`), args.vlans);
    super(TOKENS.vsphereSite, name, { server: settings.server, datacenter: settings.datacenter }, opts);
    this.settings = settings;
    const wanted = inventoryNames(settings, machinesOf(args, settings));
    this.provider = new vsphere.Provider(
      `${name}-login`,
      {
        vsphereServer: settings.server,
        user: settings.user,
        password: args.password,
        allowUnverifiedSsl: settings.allowUnverifiedSsl,
      },
      { parent: this },
    );
    // Retained machines keep using their port group, so vCenter would not remove it either.
    this.keeping = { provider: this.provider, protect: settings.protect, retainOnDelete: settings.retain };
    this.inventory = pulumi.output(lookUp(settings, wanted, { parent: this, provider: this.provider }));
    this.portGroup = new TrunkPortGroup(
      `${name}-trunk`,
      { portGroup: settings.portGroup, inventory: this.inventory, keeping: this.keeping },
      { parent: this },
    );
    this.registerOutputs({ networkId: this.portGroup.networkId });
  }

  /** Makes DRS keep the machines on different ESXi hosts if `settings.antiAffinity` is true. */
  keepApart(name: string, machines: readonly Machine[]): void {
    if (!this.settings.antiAffinity) return;
    new vsphere.ComputeClusterVmAntiAffinityRule(
      name,
      {
        name: `${pulumi.getStack()}-apart`,
        enabled: true,
        computeClusterId: this.inventory.apply(({ clusterId }) => present(clusterId, "the cluster")),
        virtualMachineIds: machines.flatMap(({ vsphereUuid }) => vsphereUuid ?? []),
      },
      { ...this.keeping, parent: this },
    );
  }
}

function machinesOf({ machines }: VsphereSiteArgs, settings: Vsphere): PlannedMachine[] {
  return Object.entries(machines).map(([host, vm]) => ({
    path: `hosts.${host}.vm`,
    vm: toVsphereVm(parseArgs(vsphereVm, vm, `machine ${host} of a VsphereSite`), settings, ""),
  }));
}
