import * as pulumi from "@pulumi/pulumi";
import type * as command from "@pulumi/command";
import type * as docker from "@pulumi/docker";
import { opensshOptions, type SshLogin as OpensshLogin } from "../host/openssh";

/** How to log in to a host; known before the host exists. */
export interface SshLogin extends OpensshLogin {
  /** The content of `privateKeyFile`; secret. */
  readonly privateKey?: string;
}

/** The same, where the stack may only be about to make the host's key. */
export type SshConnection = Omit<SshLogin, "hostKey"> & { readonly hostKey: pulumi.Input<string> };

/** The login, once its host key is there. */
export function whenKeyed(ssh: SshConnection): pulumi.Output<SshLogin> {
  return pulumi.output(ssh.hostKey).apply((hostKey) => ({ ...ssh, hostKey }));
}

/**
 * Connection of `@pulumi/command`. Dials at most five times, so that a host that does not answer costs less than 30 s
 * (the plugin's own defaults allow 176 s).
 */
export function commandConnection(ssh: SshConnection): command.types.input.remote.ConnectionArgs {
  return {
    host: ssh.host,
    port: ssh.port,
    user: ssh.user,
    hostKey: ssh.hostKey,
    ...(ssh.privateKey === undefined ? {} : { privateKey: pulumi.secret(ssh.privateKey) }),
    dialErrorLimit: 5,
    perDialTimeout: 5,
  };
}

/** Arguments of a Docker provider that reaches the daemon through ssh. */
export function dockerProviderArgs(ssh: SshConnection): docker.ProviderArgs {
  const host = ssh.host.includes(":") ? `[${ssh.host}]` : ssh.host;
  return { host: `ssh://${ssh.user}@${host}:${ssh.port}`, sshOpts: whenKeyed(ssh).apply(opensshOptions) };
}
