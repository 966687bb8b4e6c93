import * as pulumi from "@pulumi/pulumi";
import * as vsphere from "@pulumi/vsphere";
import type { VsphereVm } from "../../topology/model/vsphere-model";
import type { SshConnection } from "../ssh-connection";
import type { VsphereSite } from "../vsphere-site";
import { present, type Inventory } from "../vsphere/inventory";
import { customise, type Customised } from "./customisation";
import { vsphereKey } from "./login-key";
import type { MachineAccess, MachineArgs } from "./machine";
import { proveReachable } from "./prove-reachable";

export interface VsphereMachineArgs extends MachineArgs {
  /** Where the machine lives. */
  readonly site: VsphereSite;
}

/** Seconds from power-on to the first login, including cloud-init. */
const STARTS_WITHIN = 600;

/** The provider's own waiters wait for an address with a route, which an isolated VLAN never has. */
const NO_WAITERS = { waitForGuestNetTimeout: 0, waitForGuestNetRoutable: false, waitForGuestIpTimeout: 0 };

/**
 * Settings of a retained machine that never change, because it cannot be replaced by another one of its name: those from its
 * template, and those that are read only once.
 */
const FIXED_WHEN_RETAINED = ["clone", "extraConfig", "replaceTrigger", "guestId", "firmware", "scsiType", "disks"];

/** Clones a machine on vSphere that has the MAC, name, address and host key of the plan from its first start. */
export function vsphereMachine(
  name: string,
  { site, ...args }: VsphereMachineArgs,
  vm: VsphereVm,
  parent: pulumi.Resource,
): MachineAccess {
  const { host } = args;
  const [address = ""] = args.address.split("/");
  const { login, retain } = site.settings;
  const guest = customise(name, { ...args, vm, settings: site.settings }, parent);
  const machine = new vsphere.VirtualMachine(`${name}-vm`, machineArgs(host, vm, site, guest), {
    ...site.keeping,
    parent,
    dependsOn: [site.portGroup],
    // A new machine with the same name and addresses cannot start beside the old one.
    deleteBeforeReplace: true,
    ignoreChanges: retain ? FIXED_WHEN_RETAINED : [],
  });
  const ssh: SshConnection = {
    host: address,
    port: 22,
    user: login.user,
    hostKey: guest.hostKey,
    ...vsphereKey(login),
  };
  const ready = proveReachable(
    name,
    { host, ssh, remedies: guest.remedies, startsWithin: STARTS_WITHIN, restarts: [vm.cpus, vm.memory] },
    { parent, dependsOn: [machine], deletedWith: machine, replaceWith: [machine] },
  );
  // A machine that outlives the stack has to be cleaned up piece by piece.
  const outlivesStack = retain || site.settings.protect;
  return { ssh, ready, vsphereUuid: machine.id, ...(outlivesStack ? {} : { lifetime: machine }) };
}

function machineArgs(
  host: string,
  vm: VsphereVm,
  { settings, inventory, portGroup }: VsphereSite,
  guest: Customised,
): vsphere.VirtualMachineArgs {
  const template = inventory.apply(({ templates }) => present(templates[vm.template], vm.template));
  const stack = pulumi.getStack();
  return {
    name: `${stack}-${host}`,
    annotation: `Host ${host} of stack ${stack}, made by macvlan-fabric`,
    resourcePoolId: inventory.apply((found) => poolOf(found, vm.esxi)),
    ...(vm.esxi === undefined
      ? {}
      : { hostSystemId: inventory.apply(({ esxi }) => present(esxi[vm.esxi ?? ""], vm.esxi).id) }),
    datastoreId: inventory.apply(({ datastores }) => present(datastores[vm.datastore], vm.datastore)),
    ...(settings.folder === undefined ? {} : { folder: settings.folder }),
    numCpus: vm.cpus,
    memory: vm.memory,
    // The provider does not copy these from the template.
    guestId: template.guestId,
    firmware: template.apply(({ firmware = "bios" }) => firmware),
    scsiType: template.scsiType,
    networkInterfaces: [
      { networkId: portGroup.networkId, adapterType: "vmxnet3", useStaticMac: true, macAddress: vm.mac },
    ],
    disks: template.disks.apply((disks) => disks.map((disk, unit) => diskArgs(disk, unit, vm))),
    clone: { templateUuid: template.id, linkedClone: settings.linkedClone, ...guest.clone },
    ...guest.args,
    ...NO_WAITERS,
  };
}

/** The template's disks; the first one grows to the size that the host asks for. */
function diskArgs(
  { size, thinProvisioned, eagerlyScrub }: vsphere.types.output.GetVirtualMachineDisk,
  unit: number,
  vm: VsphereVm,
): vsphere.types.input.VirtualMachineDisk {
  return {
    label: `disk${unit}`,
    unitNumber: unit,
    size: unit === 0 ? (vm.disk ?? size) : size,
    thinProvisioned,
    eagerlyScrub,
  };
}

function poolOf({ resourcePoolId, esxi }: Inventory, host = ""): string {
  return resourcePoolId ?? present(esxi[host], host).resourcePoolId;
}
