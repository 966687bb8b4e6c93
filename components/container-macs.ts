import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { containerMacScript, type ContainerMacSpec } from "../host/container-scripts";
import { MACS_LABEL } from "../topology/naming";
import { macAddress } from "../topology/schema/primitives";
import type { SegmentAttachment } from "./container-networks";
import type { DockerHost } from "./docker-host";
import { parseArgs } from "./refusal";
import { remoteScript } from "./remote-script";

/** The MACs that the attachments of a container ask for. */
export type WantedMacs = ContainerMacSpec["macs"];

/** @throws pulumi.RunError for a malformed MAC */
export function wantedMacs(name: string, attachments: readonly SegmentAttachment[]): WantedMacs {
  return attachments.flatMap(({ segment: { network }, mac: given, path = `${name} on ${network}` }) => {
    if (given === undefined) return [];
    const mac = parseArgs(macAddress, given, `mac of FabricContainer ${name} on ${network}`);
    return [{ network, mac: mac.toLowerCase(), path }];
  });
}

/**
 * The label that makes Docker's provider replace a container when its MACs change. A container keeps the MAC that it was once
 * given, so without a new one it would keep a MAC that is no longer its own, or that another container is to have.
 */
export function macLabels(macs: WantedMacs): Record<string, string> {
  if (macs.length === 0) return {};
  return { [MACS_LABEL]: macs.map(({ network, mac }) => `${network} ${mac}`).join(", ") };
}

/**
 * Gives a container the MACs that it is to have, each time the container is made. Docker's provider speaks an API in which
 * Docker ignores them.
 */
export function assignMacs(
  name: string,
  host: DockerHost,
  container: docker.Container,
  macs: WantedMacs,
  parent: pulumi.Resource,
): void {
  if (macs.length === 0) return;
  const script = pulumi
    .all([container.id, container.name])
    .apply(([id, known]) => containerMacScript(pulumi.getStack(), { host: host.host, id, container: known, macs }));
  remoteScript(`${name}-macs`, { ssh: host.ssh, script, timeout: 180 }, host.childOptions(parent, [host.ready]));
}
