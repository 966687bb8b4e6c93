import * as pulumi from "@pulumi/pulumi";
import { insecureRegistryScript } from "../../host/registry-scripts";
import type { DockerHost } from "../docker-host";
import { remoteScript } from "../remote-script";

/** Has a client reach a registry over plain HTTP. */
export function createException(
  component: string,
  endpoint: string,
  client: DockerHost,
  parent: pulumi.Resource,
): pulumi.Resource {
  const script = insecureRegistryScript(pulumi.getStack(), endpoint);
  const args = { ssh: client.ssh, script, timeout: 90, identity: endpoint };
  return remoteScript(`${component}-insecure-${client.host}`, args, client.childOptions(parent, [client.ready]));
}
