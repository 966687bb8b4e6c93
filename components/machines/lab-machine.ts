import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { labGuest } from "../../lab/identity";
import type { Vm } from "../../topology/model/topology";
import type { Login, MachineArgs } from "./machine";

/**
 * A guest under QEMU on this machine. The count of its starts is part of the input: a guest that died changes it, so the
 * next `up` starts it again.
 */
export function labMachine(
  name: string,
  { host, nic, address, gateway }: MachineArgs,
  vm: Vm & { kind: "lab" },
  parent: pulumi.Resource,
): Login {
  const guest = labGuest({
    lab: pulumi.getStack(),
    host,
    nic,
    address,
    ...(gateway === undefined ? {} : { gateway }),
    memoryMib: vm.memory,
    ...(vm.sshPort === undefined ? {} : { sshPort: vm.sshPort }),
  });
  const running = new command.local.Command(
    `${name}-guest`,
    {
      create: "node --import tsx lab/main.ts start",
      delete: "node --import tsx lab/main.ts stop",
      stdin: JSON.stringify(guest.spec),
      addPreviousOutputInEnv: false,
    },
    // Stopping removes the guest's keys and disk, which a start before it would have made.
    { parent, deleteBeforeReplace: true },
  );
  return { ssh: guest.ssh, ready: running, lifetime: running };
}
