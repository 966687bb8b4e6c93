import * as pulumi from "@pulumi/pulumi";
import * as vsphere from "@pulumi/vsphere";
import type { VsphereVm } from "../../topology/model/vsphere-model";
import type { SshConnection } from "../ssh-connection";
import type { VsphereSite } from "../vsphere-site";
import { present, type Inventory } from "../vsphere/inventory";
import { customise, type Customised } from "./customisation";
import { vsphereKey } from "./login-key";
import type { Login, MachineArgs } from "./machine";
import { proveReachable } from "./prove-reachable";

export interface VsphereMachineArgs extends MachineArgs {
  /** Where the machine lives. */
  readonly site: VsphereSite | undefined;
}

/** Seconds from power-on to the first login, cloud-init included. */
const STARTS_WITHIN = 600;
/** The provider's own waiters look for an address with a route, which an isolated VLAN never gives. */
const NO_WAITERS = { waitForGuestNetTimeout: 0, waitForGuestNetRoutable: false, waitForGuestIpTimeout: 0 };

/**
 * What a machine that stays keeps, because it cannot give way to a new one of its name: all that came from its template, and
 * all that is read once.
 */
const FOR_GOOD = ["clone", "extraConfig", "replaceTrigger", "guestId", "firmware", "scsiType", "disks"];

/** A clone on vSphere that has the MAC, name, address and host key of the plan from its first start. */
export function vsphereMachine(
  name: string,
  { site, ...args }: VsphereMachineArgs,
  vm: VsphereVm,
  parent: pulumi.Resource,
): Login {
  const { host } = args;
  const [address = ""] = args.address.split("/");
  if (site === undefined) throw new Error(`${host}: a machine of kind vsphere needs a VsphereSite`);
  const { login, retain } = site.settings;
  const guest = customise(name, { ...args, vm, settings: site.settings }, parent);
  const machine = new vsphere.VirtualMachine(`${name}-vm`, machineArgs(host, vm, site, guest), {
    ...site.keeping,
    parent,
    dependsOn: [site.portGroup],
    // Beside the old machine, a new one of the same name and addresses cannot start.
    deleteBeforeReplace: true,
    ignoreChanges: retain ? FOR_GOOD : [],
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
  // What lives on a machine that stays has to be removed from it.
  const stays = retain || site.settings.protect;
  return { ssh, ready, vsphereUuid: machine.id, ...(stays ? {} : { lifetime: machine }) };
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
    // A clone does not take these from its template by itself.
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
