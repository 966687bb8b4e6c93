import type * as pulumi from "@pulumi/pulumi";
import type { SshConnection } from "../ssh-connection";

/** Arguments of every kind of machine. */
export interface MachineArgs {
  /** Name of the host, which becomes its hostname; messages refer to its settings as `hosts.<host>`. */
  readonly host: string;
  /** Address on the bridged LAN with the LAN's prefix length, such as `192.168.1.11/24`. */
  readonly address: string;
  /** Interface on the bridged LAN, such as `ens33`. */
  readonly nic: string;
  /** MTU of the host's interfaces in bytes. Default: 1500. */
  readonly mtu?: number | undefined;
  /** Router of the LAN: the default route of a machine that the stack creates. Default: none. */
  readonly gateway?: string | undefined;
}

/** How to reach a machine, whatever its kind. */
export interface MachineAccess {
  /** Login, with the pinned host key. */
  readonly ssh: SshConnection;
  /** Done when the machine answers. */
  readonly ready: pulumi.Resource;
  /** UUID of the machine in vCenter; absent for other machines. */
  readonly vsphereUuid?: pulumi.Output<string>;
  /** The resource whose deletion deletes everything on the machine. Absent for machines that outlive the stack. */
  readonly lifetime?: pulumi.Resource;
}

/** A machine that Docker can run on: a `BridgedVm`, or one of your own. */
export interface Machine extends MachineAccess {
  /** Name of the host. */
  readonly host: string;
  /** Address on the bridged LAN, without prefix length. */
  readonly address: string;
  /** Interface on the bridged LAN. */
  readonly nic: string;
  /** MTU of its interfaces, in bytes. */
  readonly mtu: number;
}
