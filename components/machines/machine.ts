import type * as pulumi from "@pulumi/pulumi";
import type { SshConnection } from "../ssh-connection";

/** What every kind of machine is told about itself. */
export interface MachineArgs {
  /** Name of the host, which becomes its hostname; messages call its settings `hosts.<host>`. */
  readonly host: string;
  /** Address on the bridged LAN with the LAN's prefix length, such as `192.168.1.11/24`. */
  readonly address: string;
  /** Interface on the bridged LAN, such as `ens33`. */
  readonly nic: string;
  /** MTU of the host's interfaces in bytes. Default: 1500. */
  readonly mtu?: number | undefined;
  /** Router of the LAN: the default route of a machine that the stack makes. Default: none. */
  readonly gateway?: string | undefined;
}

/** How to reach a machine, however it came about. */
export interface Login {
  readonly ssh: SshConnection;
  /** Done when the machine answers. */
  readonly ready: pulumi.Resource;
  /** UUID of the machine in vCenter; absent for other machines. */
  readonly vsphereUuid?: pulumi.Output<string>;
  /** What ends with the machine: nothing on it has to be removed one by one. Absent for machines that stay. */
  readonly lifetime?: pulumi.Resource;
}

/** A machine as the rest of the fabric sees it. */
export interface Machine extends Login {
  readonly host: string;
  /** Address on the bridged LAN, without prefix length. */
  readonly address: string;
  readonly nic: string;
  /** In bytes. */
  readonly mtu: number;
}
