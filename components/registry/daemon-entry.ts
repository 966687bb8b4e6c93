import * as pulumi from "@pulumi/pulumi";
import { insecureRegistryScript, useMirrorScript } from "../../host/registry-scripts";
import type { DockerHost } from "../docker-host";
import { remoteScript } from "../remote-script";

/** `insecure`: a client reaches the registry over plain HTTP. `mirror`: it asks the registry first, which need not answer. */
const SCRIPTS = { insecure: insecureRegistryScript, mirror: useMirrorScript };

/** Tells a client's Docker of a registry in its daemon.json. */
export function createDaemonEntry(
  kind: keyof typeof SCRIPTS,
  { component, endpoint }: { readonly component: string; readonly endpoint: string },
  client: DockerHost,
  parent: pulumi.Resource,
): pulumi.Resource {
  const script = SCRIPTS[kind](pulumi.getStack(), endpoint);
  const args = { ssh: client.ssh, script, timeout: 90, identity: endpoint };
  return remoteScript(`${component}-${kind}-${client.host}`, args, client.childOptions(parent, [client.ready]));
}
