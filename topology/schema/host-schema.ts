import { z } from "zod";
import { VERSION } from "../docker-version";
import { DEFAULT_MTU } from "../naming";
import { address, ed25519Key, interfaceName, key, mtu, name, port, privateKeyFile, sshHost } from "./primitives";
import { vsphereVm } from "./vsphere-schema";

const ssh = z
  .strictObject({
    host: sshHost.exactOptional().describe("Name or address of the SSH server. Default: the host's LAN address."),
    port: port.default(22).describe("Port of the SSH server."),
    user: name.default("root").describe("Root, or a user with passwordless sudo who may use the Docker socket."),
    hostKey: ed25519Key
      .exactOptional()
      .describe(
        "The host's ed25519 public key, as one `ssh-ed25519 AAAA…` line. No other key is accepted. Either this or `hostAuthority`.",
      ),
    hostAuthority: ed25519Key
      .exactOptional()
      .describe(
        "The ed25519 public key of an ssh authority. The key that its certificate proves for `host` is pinned at every run.",
      ),
    privateKeyFile,
    jump: z
      .strictObject({
        host: sshHost.describe("Name or address of the bastion."),
        port: port.default(22).describe("Port of its SSH server."),
        user: name.default("root").describe("Who logs in there; needs no rights but to forward connections."),
        hostKey: ed25519Key.describe("The bastion's own ed25519 public key."),
        privateKeyFile,
      })
      .exactOptional()
      .describe("A bastion through which all connections to the host go, as with ssh's ProxyJump. Default: none."),
  })
  .superRefine(({ hostKey, hostAuthority, jump }, context) => {
    const refuse = (path: string, message: string): void => {
      context.addIssue({ code: "custom", path: [path], message });
    };
    if (hostKey === undefined && hostAuthority === undefined) refuse("hostKey", "add it, or hostAuthority");
    if (hostKey !== undefined && hostAuthority !== undefined)
      refuse("hostAuthority", "is one too many: remove hostKey");
    if (hostAuthority !== undefined && jump !== undefined)
      refuse("hostAuthority", "cannot be asked for through a bastion: pin hostKey instead");
  })
  .describe("How to log in to an existing host. The host key is pinned: nothing connects without it.");

export const vm = z
  .discriminatedUnion("kind", [
    z
      .strictObject({
        kind: z.literal("lab"),
        docker: z
          .enum(["26", "28", "29"])
          .exactOptional()
          .describe(
            "Docker engine of the guest, by its major version: 26 (26.1 of Debian stable), 28 (28.5 of Debian testing) or 29 (built from source, which needs a Go module proxy). A change replaces the guest and everything on it. Default: the engine that the guest has; 28 for a new one.",
          ),
        network: z
          .enum(["networkd", "NetworkManager", "netplan", "netplan-NetworkManager", "ifupdown"])
          .default("networkd")
          .describe(
            "What runs the guest's network: systemd-networkd, NetworkManager, netplan over either, or ifupdown. All but networkd share an image of their own, which is built once for each engine. A change replaces the guest and everything on it.",
          ),
        memory: z.number().int().min(512).max(65536).default(1024).describe("Memory in MiB."),
        sshPort: port
          .exactOptional()
          .describe(
            "Port on 127.0.0.1 that is forwarded to the guest's SSH server. Default: derived from the lab's folder and the host's name.",
          ),
      })
      .describe("A Debian guest under QEMU on this machine, created and removed by the stack."),
    z.strictObject({ kind: z.literal("existing"), ssh }).describe("An existing Linux machine."),
    vsphereVm,
  ])
  .describe("The machine behind the host.");

/** A Docker host of the lab. */
export const host = z
  .strictObject({
    address: address.describe("Address on the bridged LAN."),
    nic: interfaceName.describe("Interface on the bridged LAN, which carries every segment without a `switch`."),
    nics: z
      .record(key, interfaceName)
      .default({})
      .describe("Interfaces on other switches, by the name of the switch: segments with that `switch` use them."),
    mtu: mtu.default(DEFAULT_MTU).describe("MTU of the host's NICs, in bytes."),
    docker: z
      .string()
      .regex(new RegExp(VERSION), "is not a version: write it as 27.0.1")
      .exactOptional()
      .describe(
        "The oldest Docker engine that the host may have, such as 27.0.1; `up` refuses an older one. What the plan needs beyond it is checked on the host. Default: unknown.",
      ),
    vm,
  })
  .describe("A Docker host.");
