import * as pulumi from "@pulumi/pulumi";
import type { Host, Topology } from "../topology/model/topology";
import { existingMachine } from "./machines/existing-machine";
import { labMachine } from "./machines/lab-machine";
import type { Machine } from "./machines/machine";
import { vsphereMachine } from "./machines/vsphere-machine";
import type { SshConnection } from "./ssh-connection";
import { TOKENS } from "./tokens";
import type { VsphereSite } from "./vsphere-site";

export interface BridgedVmArgs {
  readonly stack: string;
  /** Decides, with its `vm.kind`, what is made. */
  readonly host: Host;
  readonly lan: Topology["lan"];
  /** Where machines of kind vsphere live. */
  readonly vsphere: VsphereSite | undefined;
}

/**
 * A Linux machine on the bridged LAN: a guest under QEMU that this stack makes (`lab`), a clone on vSphere that it makes
 * (`vsphere`), or a machine that is there already (`existing`), which is only proven to answer with its pinned host key.
 */
export class BridgedVm extends pulumi.ComponentResource implements Machine {
  readonly ssh: SshConnection;
  readonly ready: pulumi.Resource;
  readonly vsphereUuid?: pulumi.Output<string>;
  readonly lifetime?: pulumi.Resource;

  constructor(name: string, args: BridgedVmArgs, opts?: pulumi.ComponentResourceOptions) {
    super(TOKENS.bridgedVm, name, { host: args.host.name, address: args.host.address, kind: args.host.vm.kind }, opts);
    const machine = this.make(name, args);
    this.ssh = machine.ssh;
    this.ready = machine.ready;
    if (machine.vsphereUuid !== undefined) this.vsphereUuid = machine.vsphereUuid;
    if (machine.lifetime !== undefined) this.lifetime = machine.lifetime;
    this.registerOutputs({ sshHost: machine.ssh.host, sshPort: machine.ssh.port });
  }

  private make(name: string, args: BridgedVmArgs): Machine {
    const { vm } = args.host;
    switch (vm.kind) {
      case "lab":
        return labMachine(name, args, vm, this);
      case "existing":
        return existingMachine(name, args.host, vm, this);
      case "vsphere":
        return vsphereMachine(name, { ...args, site: args.vsphere }, vm, this);
    }
  }
}
