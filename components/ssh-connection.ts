import type * as command from "@pulumi/command";
import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { dockerSshOptions } from "../host/docker-ssh";
import type { SshLogin } from "../host/openssh";

/** How to log in to a host; known before the host exists. */
export interface KnownSshConnection extends SshLogin {
  /** The content of `privateKeyFile`; secret. */
  readonly privateKey?: string;
  /** The content of `jump.privateKeyFile`; secret. */
  readonly jumpPrivateKey?: string;
}

/** The same, but the stack may still have to create the host's key. */
export type SshConnection = Omit<KnownSshConnection, "hostKey"> & { readonly hostKey: pulumi.Input<string> };

/** The login, once its host key is known. */
export function whenKeyed(ssh: SshConnection): pulumi.Output<KnownSshConnection> {
  return pulumi.output(ssh.hostKey).apply((hostKey) => ({ ...ssh, hostKey }));
}

/** Everything but the private keys. */
export function withoutKeys({ privateKey: _own, jumpPrivateKey: _jump, ...rest }: KnownSshConnection): SshLogin {
  return rest;
}

/**
 * Connection for `@pulumi/command`. A stock sshd turns connections away while others are logging in, so that one dial is not
 * enough: eleven, within 11 s or more. A host that does not answer costs 33 s instead of the 176 s of the plugin's defaults.
 * `perDialTimeout` limits the TCP connection alone: a host that takes long for the login itself is not cut off.
 */
export function commandConnection(ssh: SshConnection): command.types.input.remote.ConnectionArgs {
  const { jump, jumpPrivateKey } = ssh;
  return {
    ...endpoint(ssh, ssh.privateKey),
    ...(jump === undefined ? {} : { proxy: endpoint(jump, jumpPrivateKey) }),
  };
}

function endpoint(
  { host, port, user, hostKey }: Pick<SshConnection, "host" | "port" | "user" | "hostKey">,
  privateKey: string | undefined,
): command.types.input.remote.ProxyConnectionArgs {
  return {
    ...{ host, port, user, hostKey },
    ...(privateKey === undefined ? {} : { privateKey: pulumi.secret(privateKey) }),
    dialErrorLimit: 10,
    perDialTimeout: 2,
  };
}

/** A registry that asks for a login. */
export interface RegistryLogin {
  /** `address:port`, as image references name it. */
  readonly endpoint: string;
  readonly user: string;
  readonly password: pulumi.Output<string>;
}

/** Arguments of a Docker provider that reaches the daemon through ssh. */
export function dockerProviderArgs(ssh: SshConnection, login?: RegistryLogin): docker.ProviderArgs {
  const host = ssh.host.includes(":") ? `[${ssh.host}]` : ssh.host;
  return {
    host: `ssh://${ssh.user}@${host}:${ssh.port}`,
    sshOpts: whenKeyed(ssh).apply(dockerSshOptions),
    ...(login === undefined
      ? {}
      : { registryAuth: [{ address: login.endpoint, username: login.user, password: login.password }] }),
  };
}
