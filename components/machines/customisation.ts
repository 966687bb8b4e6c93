import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import type * as vsphere from "@pulumi/vsphere";
import type { Vsphere, VsphereVm } from "../../topology/model/vsphere-model";
import { HostIdentity } from "../host-identity";
import { guestInfo } from "./cloud-init";
import type { Remedies } from "../../host/reachable";
import { present } from "../vsphere/inventory";
import { authorizedKey } from "./login-key";
import type { MachineArgs } from "./machine";

export interface GuestArgs extends MachineArgs {
  readonly vm: VsphereVm;
  readonly settings: Vsphere;
}

/** What turns a clone into the host of the plan. */
export interface Customised {
  readonly hostKey: pulumi.Input<string>;
  readonly args: Pick<vsphere.VirtualMachineArgs, "extraConfig" | "replaceTrigger">;
  readonly clone: Pick<vsphere.types.input.VirtualMachineClone, "customize" | "customizationSpec">;
  /** What to do when the machine refuses the login. */
  readonly remedies: Remedies;
}

export function customise(name: string, args: GuestArgs, parent: pulumi.Resource): Customised {
  const { customisation } = args.settings;
  switch (customisation.kind) {
    case "cloud-init":
      return byCloudInit(name, args, parent);
    case "linux": {
      const customize = linuxOptions(args, customisation.domain);
      return { ...byTools(args, customize), clone: { customize } };
    }
    case "specification": {
      const { address } = args;
      return { ...byTools(args, { customisation, address }), clone: { customizationSpec: { id: customisation.name } } };
    }
  }
}

/** Cloud-init too runs once, so a machine whose data change is made anew; a hash says so, as the data hold a key. */
function byCloudInit(name: string, { vm, settings, ...machine }: GuestArgs, parent: pulumi.Resource): Customised {
  const identity = new HostIdentity(`${name}-identity`, { parent });
  const { login, dns } = settings;
  const common = {
    ...{ ...machine, stack: pulumi.getStack(), mac: vm.mac, dns, user: login.user },
    authorizedKey: authorizedKey(login),
  };
  const info = pulumi
    .all([identity.privateKey, identity.publicKey])
    .apply(([privateKey, publicKey]) => guestInfo({ ...common, hostKeys: { privateKey, publicKey } }));
  const replaceTrigger = pulumi.unsecret(info.apply(digest));
  const remedy =
    "cloud-init has not run there: its template needs cloud-init with the VMware datasource, and open-vm-tools; look at its console";
  return {
    hostKey: identity.publicKey,
    args: { extraConfig: info, replaceTrigger },
    clone: {},
    remedies: { hostKey: remedy, login: remedy },
  };
}

/** VMware Tools customise a clone once, and leave it the keys of its template. */
function byTools({ host, vm }: GuestArgs, settings: object): Pick<Customised, "hostKey" | "args" | "remedies"> {
  return {
    hostKey: present(vm.hostKey, `hosts.${host}.vm.hostKey`),
    args: { replaceTrigger: digest(settings) },
    remedies: {
      hostKey: `compare the key of its template, and change hosts.${host}.vm.hostKey`,
      login: "check vsphere.login, and the user and authorized_keys of its template",
    },
  };
}

function digest(settings: object): string {
  return createHash("sha256").update(JSON.stringify(settings)).digest("hex");
}

function linuxOptions(
  { host, address: cidr, gateway: router, settings }: GuestArgs,
  domain: string,
): vsphere.types.input.VirtualMachineCloneCustomize {
  const [address = "", prefix] = cidr.split("/");
  const ipv6 = address.includes(":");
  const nic = ipv6
    ? { ipv6Address: address, ipv6Netmask: Number(prefix) }
    : { ipv4Address: address, ipv4Netmask: Number(prefix) };
  const gateway = router === undefined ? {} : { [ipv6 ? "ipv6Gateway" : "ipv4Gateway"]: router };
  return {
    linuxOptions: { hostName: host, domain },
    networkInterfaces: [nic],
    ...gateway,
    ...(settings.dns.length === 0 ? {} : { dnsServerLists: [...settings.dns] }),
  };
}
