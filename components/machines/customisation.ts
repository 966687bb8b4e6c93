import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import type * as vsphere from "@pulumi/vsphere";
import type { Remedies } from "../../host/reachable";
import type { Vsphere, VsphereVm } from "../../topology/model/vsphere-model";
import { sudoRemedy } from "../../topology/preflight/judge-system";
import { HostIdentity } from "../host-identity";
import { present } from "../vsphere/inventory";
import { guestInfo } from "./cloud-init";
import { authorizedKey } from "./login-key";
import type { MachineArgs } from "./machine";

export interface GuestArgs extends MachineArgs {
  readonly vm: VsphereVm;
  readonly settings: Vsphere;
}

/** Arguments that make a clone the host of the plan, and how to log in to it. */
export interface Customised {
  readonly hostKey: pulumi.Input<string>;
  readonly args: Pick<vsphere.VirtualMachineArgs, "extraConfig" | "replaceTrigger">;
  readonly clone: Pick<vsphere.types.input.VirtualMachineClone, "customize" | "customizationSpec">;
  /** What to do when the machine does not accept the login. */
  readonly remedies: Remedies;
}

/** Gives a clone the name, address and keys of its host, in the way that the configuration chooses. */
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

/**
 * Cloud-init applies most settings only once, so a machine is replaced when they change. The trigger is a hash, because the
 * data include a private key.
 */
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
    "cloud-init has not run there: check the machine's console; its template needs open-vm-tools, and cloud-init with the VMware datasource";
  return {
    hostKey: identity.publicKey,
    args: { extraConfig: info, replaceTrigger },
    clone: {},
    remedies: { hostKey: remedy, login: remedy, sudo: remedy },
  };
}

/** VMware Tools customise a clone once, and do not change the keys that it has from its template. */
function byTools(
  { host, vm, settings: { login } }: GuestArgs,
  settings: object,
): Pick<Customised, "hostKey" | "args" | "remedies"> {
  return {
    hostKey: present(vm.hostKey, `hosts.${host}.vm.hostKey`),
    args: { replaceTrigger: digest(settings) },
    remedies: {
      hostKey: `verify the key of its template, and correct hosts.${host}.vm.hostKey`,
      login: "check vsphere.login, and the user and authorized_keys of its template",
      sudo: sudoRemedy(login.user),
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
