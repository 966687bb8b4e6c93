import type { SshTarget } from "../../harness/ssh";
import { settledGuest } from "../../lab/identity";
import type { ExistingVm } from "../../topology/model/existing-vm";
import type { Host, Topology } from "../../topology/model/topology";
import { hostNeeds, type HostNeeds } from "../../topology/preflight/needs";

/** How to log in; an existing host may have to be asked for the key that its authority has signed. */
export type Login = SshTarget | ExistingVm["ssh"];

/** A host that can be asked before the stack is brought up. */
export interface Target {
  readonly needs: HostNeeds;
  readonly ssh: Login;
  /** Whether the stack itself starts the machine, and its Docker. */
  readonly isOwn: boolean;
}

/**
 * The hosts that exist already: existing machines, and guests of the lab that run and that `up` leaves as they are. Of machines
 * on vSphere, the state alone knows the login.
 */
export function findTargets(topology: Topology): Target[] {
  const needs = new Map(hostNeeds(topology).map((each) => [each.host, each]));
  return topology.hosts.flatMap((host) => {
    const own = needs.get(host.name);
    const login = loginOf(host, topology);
    return own === undefined || login === undefined
      ? []
      : [{ needs: own, ssh: login, isOwn: host.vm.kind !== "existing" }];
  });
}

function loginOf({ name: host, vm, nic, address, prefix }: Host, { stack: lab, lan }: Topology): Login | undefined {
  if (vm.kind === "existing") return vm.ssh;
  if (vm.kind === "vsphere") return undefined;
  return settledGuest({
    ...{ lab, host, nic, address: `${address}/${prefix}`, memoryMib: vm.memory },
    ...(vm.docker === undefined ? {} : { docker: vm.docker }),
    ...(lan.gateway === undefined ? {} : { gateway: lan.gateway }),
    ...(vm.sshPort === undefined ? {} : { sshPort: vm.sshPort }),
  });
}
