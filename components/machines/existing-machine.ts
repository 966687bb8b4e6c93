import type * as pulumi from "@pulumi/pulumi";
import type { ExistingVm } from "../../topology/model/existing-vm";
import { sudoRemedy } from "../../topology/preflight/judge-system";
import type { SshConnection } from "../ssh-connection";
import { existingKeys } from "./login-key";
import type { MachineAccess } from "./machine";
import { proveReachable } from "./prove-reachable";

/** Proves that an existing machine answers with its pinned host key, and changes nothing on it. */
export function existingMachine(
  name: string,
  host: string,
  { ssh: input }: ExistingVm,
  parent: pulumi.Resource,
): MachineAccess {
  const ssh: SshConnection = {
    ...input,
    ...existingKeys(host, input),
  };
  const path = `hosts.${host}.vm.ssh`;
  const remedies = {
    hostKey: `if the host was reinstalled, verify its new key and correct ${path}.hostKey`,
    login: `check ${path}.user, ${path}.privateKeyFile and the authorized_keys of the host`,
    sudo: sudoRemedy(input.user),
  };
  return { ssh, ready: proveReachable(name, { host, ssh, remedies }, { parent }) };
}
