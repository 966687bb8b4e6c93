import * as pulumi from "@pulumi/pulumi";
import type { Shim } from "../topology/model/topology";
import type { DockerHost } from "./docker-host";
import { remoteScript } from "./remote-script";
import { hostShimScript } from "../host/scripts";
import { TOKENS } from "./tokens";

export interface HostShimArgs {
  readonly stack: string;
  readonly host: DockerHost;
  readonly shim: Shim;
  /** The link that carries the segment on the host. */
  readonly carrier: pulumi.Input<string>;
  /** Addresses of the host's own containers on the segment. */
  readonly targets: readonly string[];
}

/**
 * A macvlan link of the host itself on a segment. Through it the host reaches its own containers there, which the kernel
 * keeps apart from their parent; other hosts reach them without.
 */
export class HostShim extends pulumi.ComponentResource {
  constructor(name: string, args: HostShimArgs, opts?: pulumi.ComponentResourceOptions) {
    const { stack, host, shim, targets } = args;
    super(TOKENS.hostShim, name, { host: host.hostName, link: shim.link, address: shim.address }, opts);
    const script = pulumi
      .output(args.carrier)
      .apply((parent) => hostShimScript(stack, { ...shim, carrier: parent, targets }));
    remoteScript(
      `${name}-shim`,
      { ssh: host.ssh, script, timeout: 60, identity: shim.link },
      host.childOptions(this, [host.ready]),
    );
    this.registerOutputs({});
  }
}
