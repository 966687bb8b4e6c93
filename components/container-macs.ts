import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { containerMacScript } from "../host/scripts";
import type { SegmentAttachment } from "./container-networks";
import type { DockerHost } from "./docker-host";
import { remoteScript } from "./remote-script";

/**
 * Gives a container the MACs that its attachments ask for, each time the container is made. Docker's provider speaks an API in
 * which Docker ignores them.
 */
export function assignMacs(
  name: string,
  host: DockerHost,
  container: docker.Container,
  attachments: readonly SegmentAttachment[],
  parent: pulumi.Resource,
): void {
  const wanted = attachments.flatMap(({ segment: { network }, mac, path = `${name} on ${network}` }) =>
    mac === undefined ? [] : [{ network, mac: mac.toLowerCase(), path }],
  );
  if (wanted.length === 0) return;
  const script = pulumi
    .all([container.id, container.name])
    .apply(([id, known]) =>
      containerMacScript(pulumi.getStack(), { host: host.host, id, container: known, macs: wanted }),
    );
  remoteScript(`${name}-macs`, { ssh: host.ssh, script, timeout: 180 }, host.childOptions(parent, [host.ready]));
}
