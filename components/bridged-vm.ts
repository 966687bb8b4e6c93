import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { labGuest } from "../lab/identity";
import type { VmInput } from "../topology/schema";
import type { Host, Topology } from "../topology/topology";
import { refusal } from "./refusal";
import { reachableScript } from "./scripts/reachable";
import type { SshConnection } from "./ssh";
import { TOKENS } from "./tokens";

export interface BridgedVmArgs {
  readonly stack: string;
  /** Decides, with its `vm.kind`, what is made. */
  readonly host: Host;
  readonly lan: Topology["lan"];
}

/**
 * A Linux machine on the bridged LAN: a guest under QEMU that this stack makes (`lab`), or a machine that is there already
 * (`existing`), which is only proven to answer with its pinned host key.
 */
export class BridgedVm extends pulumi.ComponentResource {
  readonly ssh: SshConnection;
  /** Done when the machine answers. */
  readonly ready: pulumi.Resource;
  /** What ends with the machine: whatever lives on it need not be removed one by one. Absent for existing machines. */
  readonly lifetime: pulumi.Resource | undefined;

  constructor(name: string, args: BridgedVmArgs, opts?: pulumi.ComponentResourceOptions) {
    super(TOKENS.bridgedVm, name, { host: args.host.name, address: args.host.address, kind: args.host.vm.kind }, opts);
    const made = make(name, args, args.host.vm, this);
    this.ssh = made.ssh;
    this.ready = made.ready;
    this.lifetime = made.lifetime;
    this.registerOutputs({ sshHost: made.ssh.host, sshPort: made.ssh.port });
  }
}

interface Made {
  readonly ssh: SshConnection;
  readonly ready: pulumi.Resource;
  readonly lifetime?: pulumi.Resource;
}

function make(name: string, args: BridgedVmArgs, vm: VmInput, parent: pulumi.Resource): Made {
  switch (vm.kind) {
    case "lab":
      return makeLabGuest(name, args, vm, parent);
    case "existing":
      return proveExisting(name, args, vm, parent);
  }
}

/** The guest's count of starts is part of its input: a guest that died changes it, so the next `up` starts it again. */
function makeLabGuest(
  name: string,
  { stack, host, lan }: BridgedVmArgs,
  vm: VmInput & { kind: "lab" },
  parent: pulumi.Resource,
): Made {
  const guest = labGuest({
    lab: stack,
    host: host.name,
    nic: host.nic,
    address: `${host.address}/${String(host.prefix)}`,
    ...(lan.gateway === undefined ? {} : { gateway: lan.gateway }),
    ...(vm.memory === undefined ? {} : { memoryMib: vm.memory }),
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

function proveExisting(
  name: string,
  { host }: BridgedVmArgs,
  vm: VmInput & { kind: "existing" },
  parent: pulumi.Resource,
): Made {
  const { ssh: input } = vm;
  const file = input.privateKeyFile?.replace(/^~(?=\/)/, homedir());
  const ssh: SshConnection = {
    host: input.host ?? host.address,
    port: input.port ?? 22,
    user: input.user ?? "root",
    hostKey: input.hostKey,
    ...(file === undefined ? {} : { privateKeyFile: file, privateKey: readKey(host.name, file) }),
  };
  const ready = new command.local.Command(
    `${name}-reachable`,
    { create: "sh -s", stdin: reachableScript(host.name, ssh), addPreviousOutputInEnv: false },
    { parent },
  );
  return { ssh, ready };
}

function readKey(host: string, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw refusal(
      `hosts.${host}.vm.ssh.privateKeyFile: ${file} cannot be read: name the file of the private key, ` +
        "or leave the key out to use the ssh agent",
    );
  }
}
