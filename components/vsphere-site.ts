import * as pulumi from "@pulumi/pulumi";
import * as vsphere from "@pulumi/vsphere";
import type { Topology } from "../topology/model/topology";
import type { Vsphere } from "../topology/model/vsphere-model";
import type { Machine } from "./machines/machine";
import { TOKENS } from "./tokens";
import { TrunkPortGroup } from "./trunk-port-group";
import type { Keeping } from "./vsphere/keeping";
import { lookUp, present, type Inventory } from "./vsphere/inventory";
import { plannedMachines, inventoryNames } from "./vsphere/inventory-names";

export interface VsphereSiteArgs {
  readonly settings: Vsphere;
  readonly hosts: Topology["hosts"];
  /** Password of `settings.user`. */
  readonly password: pulumi.Output<string>;
}

/** Where machines on vSphere live: the login to vCenter, what is there already, and the port group that carries the frames. */
export class VsphereSite extends pulumi.ComponentResource {
  readonly settings: Vsphere;
  readonly provider: vsphere.Provider;
  readonly keeping: Keeping;
  readonly inventory: pulumi.Output<Inventory>;
  readonly portGroup: TrunkPortGroup;

  constructor(name: string, { settings, hosts, password }: VsphereSiteArgs, opts?: pulumi.ComponentResourceOptions) {
    super(TOKENS.vsphereSite, name, { server: settings.server, datacenter: settings.datacenter }, opts);
    this.settings = settings;
    const wanted = inventoryNames(settings, plannedMachines(hosts));
    this.provider = new vsphere.Provider(
      `${name}-login`,
      {
        vsphereServer: settings.server,
        user: settings.user,
        password,
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
  keepApart(name: string, stack: string, machines: readonly Machine[]): void {
    if (!this.settings.antiAffinity) return;
    new vsphere.ComputeClusterVmAntiAffinityRule(
      name,
      {
        name: `${stack}-apart`,
        enabled: true,
        computeClusterId: this.inventory.apply(({ clusterId }) => present(clusterId, "the cluster")),
        virtualMachineIds: machines.flatMap(({ vsphereUuid }) => vsphereUuid ?? []),
      },
      { ...this.keeping, parent: this },
    );
  }
}
