import * as pulumi from "@pulumi/pulumi";
import { registryAccessScript, registryLoginScript } from "../../host/registry-scripts";
import type { DockerHost } from "../docker-host";
import { remoteScript } from "../remote-script";

/** Who may use a registry. */
export interface RegistryAccess {
  readonly user: string;
  readonly password: pulumi.Input<string>;
  /** Port on which anybody may pull, and nobody can push. Default: none. */
  readonly anonymousPort?: number | undefined;
}

/** What a registry that asks for a login has to be told. */
export interface SecuredRegistry {
  /** Name of the component, with which those of its resources begin. */
  readonly component: string;
  readonly parent: pulumi.Resource;
  readonly host: DockerHost;
  readonly endpoint: string;
  readonly access: RegistryAccess;
}

/** The file from which the registry reads who may use it. */
export function createAccess({ component, parent, host, access }: SecuredRegistry): pulumi.Resource {
  const script = withPassword(access, (login) => registryAccessScript(pulumi.getStack(), login));
  const opts = host.childOptions(parent, [host.ready]);
  return remoteScript(`${component}-access`, { ssh: host.ssh, script, timeout: 30 }, opts);
}

/** Logs a client in, once the registry answers. @param after what it needs to reach the registry */
export function createLogin(
  { component, parent, endpoint, access }: SecuredRegistry,
  client: DockerHost,
  after: readonly pulumi.Resource[],
): pulumi.Resource {
  const script = withPassword(access, (login) => registryLoginScript(pulumi.getStack(), endpoint, login));
  const opts = client.childOptions(parent, [client.ready, ...after]);
  const args = { ssh: client.ssh, script, timeout: 120, identity: endpoint };
  return remoteScript(`${component}-login-${client.host}`, args, opts);
}

/** A script that holds the password; it reaches the host on stdin, and the state encrypted. */
function withPassword(
  { user, password }: RegistryAccess,
  render: (login: { readonly user: string; readonly password: string }) => string,
): pulumi.Output<string> {
  return pulumi.secret(password).apply((text) => render({ user, password: text }));
}
