import * as pulumi from "@pulumi/pulumi";
import { useMirrorScript } from "../../host/registry-scripts";
import type { DockerHost } from "../docker-host";
import { remoteScript } from "../remote-script";

/** A registry that fetches from another one what it is asked for. */
export interface Mirror {
  /** Address of the other one, with its scheme. */
  readonly upstream: string;
  readonly port: number;
}

/**
 * Runs a registry for as long as the container does. As a mirror, it ends when it starts while nobody answers upstream; the
 * container then neither counts as failed nor has to be started by anybody, and serves as soon as somebody answers.
 */
export const PATIENT_REGISTRY = [
  "/bin/sh",
  "-c",
  [
    "trap 'exit 0' TERM INT",
    "for file in /etc/distribution/config.yml /etc/docker/registry/config.yml; do [ ! -e $file ] || break; done",
    "while :; do registry serve $file & wait $!; sleep 10 & wait $!; done",
  ].join("\n"),
];

/** Has a client's Docker ask a mirror first, which need not answer. */
export function createMirrorUse(
  component: string,
  endpoint: string,
  client: DockerHost,
  parent: pulumi.Resource,
): pulumi.Resource {
  const script = useMirrorScript(pulumi.getStack(), endpoint);
  const args = { ssh: client.ssh, script, timeout: 90, identity: endpoint };
  return remoteScript(`${component}-mirror-${client.host}`, args, client.childOptions(parent, [client.ready]));
}
