import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { waitHealthyScript } from "../host/container-scripts";
import type { DockerHost } from "./docker-host";
import { remoteScript } from "./remote-script";

/** How long to wait until a container is healthy. */
export interface Health {
  /** Seconds. */
  readonly bound: number;
  /** What error messages call its health check, such as its path in a configuration. */
  readonly path: string;
}

/**
 * Waits until a container is healthy, each time it is made. The provider could wait too, but would make an unhealthy container
 * anew at the next update, and say nothing about the reason.
 */
export function waitHealthy(
  name: string,
  host: DockerHost,
  container: docker.Container,
  { bound, path }: Health,
  parent: pulumi.Resource,
): pulumi.Resource {
  const script = pulumi
    .all([container.id, container.name])
    .apply(([id, known]) =>
      waitHealthyScript(pulumi.getStack(), { host: host.host, id, container: known, path, bound }),
    );
  const args = { ssh: host.ssh, script, timeout: bound + 60 };
  return remoteScript(`${name}-healthy`, args, host.childOptions(parent, [host.ready]));
}
