import * as pulumi from "@pulumi/pulumi";
import { findHostKey, type CertifiedHost } from "../../host/find-host-key";
import { messageOf } from "../../support/errors";
import type { ExistingVm } from "../../topology/model/existing-vm";
import { sudoRemedy } from "../../topology/preflight/judge-system";
import type { SshConnection } from "../ssh-connection";
import { refusal } from "../refusal";
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
  const { hostKey, hostAuthority, ...login } = input;
  const ssh: SshConnection = {
    ...login,
    ...existingKeys(host, input),
    hostKey: hostKey ?? askForKey(host, { ...login, hostAuthority: hostAuthority ?? "" }),
  };
  const path = `hosts.${host}.vm.ssh`;
  const remedies = {
    hostKey: `if the host was reinstalled, verify its new key and correct ${path}.hostKey`,
    login: `check ${path}.user, ${path}.privateKeyFile and the authorized_keys of the host`,
    sudo: sudoRemedy(input.user),
  };
  return { ssh, ready: proveReachable(name, { host, ssh, remedies }, { parent }) };
}

/** Also in a preview, which needs the host for it. */
function askForKey(name: string, host: CertifiedHost): pulumi.Output<string> {
  const found = findHostKey(host).catch((error: unknown) => {
    throw refusal(`hosts.${name}.vm.ssh.hostAuthority: ${messageOf(error)}`);
  });
  return pulumi.output(found);
}
