import { DEFAULT_MTU } from "../../topology/naming";
import type { MachineArgs } from "./machine";

export interface CloudInitArgs extends MachineArgs {
  readonly stack: string;
  readonly mac: string;
  readonly dns: readonly string[];
  readonly user: string;
  /** The line of a `.pub` file. */
  readonly authorizedKey: string;
  /** The host key pair of sshd. */
  readonly hostKeys: { readonly privateKey: string; readonly publicKey: string };
}

/**
 * Renders what cloud-init's VMware datasource reads from a machine's extra configuration. Both documents are JSON, which is
 * also YAML, in base64, because vCenter does not keep line breaks.
 */
export function guestInfo(args: CloudInitArgs): Record<string, string> {
  return {
    "guestinfo.metadata": base64(JSON.stringify(metadata(args))),
    "guestinfo.metadata.encoding": "base64",
    "guestinfo.userdata": base64(`#cloud-config\n${JSON.stringify(userdata(args))}\n`),
    "guestinfo.userdata.encoding": "base64",
  };
}

/** The NIC is matched by its MAC and gets the name in the plan, whatever name the kernel gave it. */
function metadata({ stack, host, address, nic, mtu = DEFAULT_MTU, mac, gateway, dns }: CloudInitArgs): object {
  return {
    "instance-id": `${stack}-${host}`,
    "local-hostname": host,
    network: {
      version: 2,
      ethernets: {
        [nic]: {
          match: { macaddress: mac },
          "set-name": nic,
          dhcp4: false,
          dhcp6: false,
          mtu,
          addresses: [address],
          ...(gateway === undefined
            ? {}
            : { routes: [{ to: gateway.includes(":") ? "::/0" : "0.0.0.0/0", via: gateway }] }),
          ...(dns.length === 0 ? {} : { nameservers: { addresses: dns } }),
        },
      },
    },
  };
}

/** No password, only the pinned host key, and a user with the rights that the host scripts need. */
function userdata({ host, user, authorizedKey, hostKeys }: CloudInitArgs): object {
  const root = user === "root";
  return {
    hostname: host,
    preserve_hostname: false,
    ssh_pwauth: false,
    disable_root: !root,
    ssh_deletekeys: true,
    ssh_keys: { ed25519_private: hostKeys.privateKey, ed25519_public: hostKeys.publicKey },
    users: [
      {
        name: user,
        ssh_authorized_keys: [authorizedKey],
        lock_passwd: true,
        ...(root ? {} : { shell: "/bin/bash", groups: ["docker"], sudo: "ALL=(ALL) NOPASSWD:ALL" }),
      },
    ],
  };
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
