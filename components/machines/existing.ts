import type * as pulumi from "@pulumi/pulumi";
import type { Host, Vm } from "../../topology/topology";
import type { SshConnection } from "../ssh";
import { loginKey } from "./login-key";
import type { Machine } from "./machine";
import { proveReachable } from "./reachable";

/** A machine that is there already: only proven to answer with its pinned host key. */
export function existingMachine(
  name: string,
  host: Host,
  { ssh: input }: Vm & { kind: "existing" },
  parent: pulumi.Resource,
): Machine {
  const ssh: SshConnection = {
    host: input.host ?? host.address,
    port: input.port ?? 22,
    user: input.user ?? "root",
    hostKey: input.hostKey,
    ...loginKey(input.privateKeyFile, `hosts.${host.name}.vm.ssh.privateKeyFile`),
  };
  return { ssh, ready: proveReachable(name, { host: host.name, ssh }, { parent }) };
}
