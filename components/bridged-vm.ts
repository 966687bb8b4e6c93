import * as pulumi from "@pulumi/pulumi";
import { toExistingVm } from "../topology/model/existing-vm";
import { toVsphereVm } from "../topology/model/vsphere-model";
import { DEFAULT_MTU } from "../topology/naming";
import type { VmInput } from "../topology/schema/fabric-schema";
import { vm as vmSchema } from "../topology/schema/host-schema";
import { existingMachine } from "./machines/existing-machine";
import { labMachine } from "./machines/lab-machine";
import type { MachineAccess, Machine, MachineArgs } from "./machines/machine";
import { vsphereMachine } from "./machines/vsphere-machine";
import { parseArgs, refusal } from "./refusal";
import type { SshConnection } from "./ssh-connection";
import { TOKENS } from "./tokens";
import type { VsphereSite } from "./vsphere-site";

export interface BridgedVmArgs extends MachineArgs {
  /** The machine behind the host, with the keys that `hosts.<name>.vm` has in a stack file (docs/configuration.md). */
  readonly vm: VmInput;
  /** Where the machine runs; required for the kind `vsphere`. Default: none. */
  readonly vsphere?: VsphereSite | undefined;
}

/**
 * A Linux machine on the bridged LAN: a guest under QEMU (`lab`) or a clone on vSphere (`vsphere`) that the stack creates, or
 * an existing machine (`existing`), for which the component only proves that it answers with its pinned host key.
 *
 * @example
 * const vm = new BridgedVm("docker01", {
 *   host: "docker01",
 *   address: "192.168.1.11/24",
 *   nic: "enp3s0",
 *   vm: { kind: "existing", ssh: { hostKey: "ssh-ed25519 AAAA…", privateKeyFile: "~/.ssh/id_ed25519" } },
 * });
 */
export class BridgedVm extends pulumi.ComponentResource implements Machine {
  readonly host: string;
  readonly address: string;
  readonly nic: string;
  readonly mtu: number;
  readonly ssh: SshConnection;
  readonly ready: pulumi.Resource;
  readonly vsphereUuid?: pulumi.Output<string>;
  readonly lifetime?: pulumi.Resource;

  constructor(name: string, args: BridgedVmArgs, opts?: pulumi.ComponentResourceOptions) {
    const [address = ""] = args.address.split("/");
    super(TOKENS.bridgedVm, name, { host: args.host, address, kind: args.vm.kind }, opts);
    this.host = args.host;
    this.address = address;
    this.nic = args.nic;
    this.mtu = args.mtu ?? DEFAULT_MTU;
    const machine = this.createMachine(name, args);
    this.ssh = machine.ssh;
    this.ready = machine.ready;
    if (machine.vsphereUuid !== undefined) this.vsphereUuid = machine.vsphereUuid;
    if (machine.lifetime !== undefined) this.lifetime = machine.lifetime;
    this.registerOutputs({ sshHost: machine.ssh.host, sshPort: machine.ssh.port });
  }

  private createMachine(name: string, args: BridgedVmArgs): MachineAccess {
    const vm = parseArgs(vmSchema, args.vm, `vm of BridgedVm ${name}`);
    const { vsphere: site } = args;
    switch (vm.kind) {
      case "lab":
        return labMachine(name, args, vm, this);
      case "existing":
        return existingMachine(name, args.host, toExistingVm(vm, this.address), this);
      case "vsphere":
        if (site === undefined)
          throw refusal(`vsphere of BridgedVm ${name}: is missing: pass the VsphereSite that it runs on`);
        return vsphereMachine(name, { ...args, site }, toVsphereVm(vm, site.settings, this.address), this);
    }
  }
}
