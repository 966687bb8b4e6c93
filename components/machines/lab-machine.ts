import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { labGuest, type LabGuest } from "../../lab/identity";
import type { Vm } from "../../topology/model/topology";
import type { MachineAccess, MachineArgs } from "./machine";

/**
 * Starts a guest under QEMU on this machine. The number of its starts is part of the input and grows when the guest has died,
 * so the next `up` starts it again.
 */
export function labMachine(
  name: string,
  { host, nic, address, gateway }: MachineArgs,
  vm: Vm & { kind: "lab" },
  parent: pulumi.Resource,
): MachineAccess {
  const guest = labGuest({
    lab: pulumi.getStack(),
    host,
    ...(vm.docker === undefined ? {} : { docker: vm.docker }),
    network: vm.network,
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
      ...replacedWith(guest.spec),
    },
    // Stopping removes the guest's keys and disk, so the old guest has to stop before the new one starts. One with another engine
    // or network stack ends the old one itself and keeps the keys: what is on the guest is then replaced in the order of its dependencies.
    { parent, deleteBeforeReplace: !guest.takesOver },
  );
  return { ssh: guest.ssh, ready: running, lifetime: running };
}

/**
 * With another engine or network stack it is another guest, and everything on it is made again. Guests had 26 and networkd
 * before there was a choice.
 */
function replacedWith({ docker, network }: LabGuest["spec"]): { triggers?: string[] } {
  const triggers = [...(docker === "26" ? [] : [docker]), ...(network === undefined ? [] : [network])];
  return triggers.length === 0 ? {} : { triggers };
}
