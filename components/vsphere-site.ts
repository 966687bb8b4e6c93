import * as pulumi from "@pulumi/pulumi";
import * as vsphere from "@pulumi/vsphere";
import { toVsphere, toVsphereVm, type Vsphere } from "../topology/model/vsphere-model";
import type { VsphereInput, VsphereVmInput } from "../topology/schema/fabric-schema";
import { vsphere as vsphereSchema, vsphereVm } from "../topology/schema/vsphere-schema";
import type { Login } from "./machines/machine";
import { parseArgs } from "./refusal";
import { TOKENS } from "./tokens";
import { TrunkPortGroup } from "./trunk-port-group";
import type { Keeping } from "./vsphere/keeping";
import { lookUp, present, type Inventory } from "./vsphere/inventory";
import { inventoryNames, type PlannedMachine } from "./vsphere/inventory-names";

export interface VsphereSiteArgs {
  /** The keys of `vsphere` in a stack file (docs/configuration.md). */
  readonly settings: VsphereInput;
  /** VLAN IDs that the port group has to carry beside untagged frames. */
  readonly vlans: readonly number[];
  /** The machines that will live here, by host name: what they are cloned from is looked up at once. */
  readonly machines: Readonly<Record<string, VsphereVmInput>>;
  /** Password of `settings.user`. */
  readonly password: pulumi.Input<string>;
}

/**
 * Where machines on vSphere live: the login to vCenter, what is there already, and the port group that carries the machines'
 * traffic.
 *
 * @example
 * const site = new VsphereSite("lab", { settings, vlans: [10, 20], machines: { docker01: { kind: "vsphere" } }, password });
 * new BridgedVm("docker01", { host: "docker01", address, nic, vm: { kind: "vsphere" }, vsphere: site });
 */
export class VsphereSite extends pulumi.ComponentResource {
  readonly settings: Vsphere;
  readonly provider: vsphere.Provider;
  readonly keeping: Keeping;
  readonly inventory: pulumi.Output<Inventory>;
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
    // Machines that stay hold on to their port group, which vCenter then would not remove.
    this.keeping = { provider: this.provider, protect: settings.protect, retainOnDelete: settings.retain };
    const asked = { parent: this, provider: this.provider };
    this.inventory = pulumi.output(lookUp(settings, wanted, asked));
    this.portGroup = new TrunkPortGroup(
      `${name}-trunk`,
      { portGroup: settings.portGroup, inventory: this.inventory, keeping: this.keeping },
      { parent: this },
    );
    this.registerOutputs({ networkId: this.portGroup.networkId });
  }

  /** Has DRS keep the machines on different ESXi hosts, where the configuration asks for it. */
  keepApart(name: string, machines: readonly Login[]): void {
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
