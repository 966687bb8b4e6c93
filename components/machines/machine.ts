import type * as pulumi from "@pulumi/pulumi";
import type { SshConnection } from "../ssh-connection";

/** What the rest of the fabric needs to know of a machine, however it came about. */
export interface Machine {
  readonly ssh: SshConnection;
  /** Done when the machine answers. */
  readonly ready: pulumi.Resource;
  /** UUID of the machine in vCenter; absent for other machines. */
  readonly vsphereUuid?: pulumi.Output<string>;
  /** What ends with the machine: whatever lives on it need not be removed one by one. Absent for machines that stay. */
  readonly lifetime?: pulumi.Resource;
}
