import * as pulumi from "@pulumi/pulumi";
import { containerMac } from "../topology/naming";
import type { DockerHost } from "./docker-host";
import { remoteScript } from "./remote-script";
import { hostShimScript } from "../host/scripts";
import { TOKENS } from "./tokens";

export interface HostShimArgs {
  readonly host: DockerHost;
  /** Name of the shim, at most 15 characters, as `mv-ens33.10`. */
  readonly link: string;
  /** The link that carries the segment on the host. */
  readonly carrier: pulumi.Input<string>;
  /** The host's address on the segment, without prefix length; reserve it, Docker does not know of it. */
  readonly address: string;
  /** Default: derived from the address. */
  readonly mac?: string | undefined;
  /** Addresses of the host's own containers on the segment: the routes that lead through the shim. */
  readonly targets: readonly string[];
}

/**
 * A macvlan link of the host itself on a segment. Through it the host reaches its own containers there, which the kernel
 * otherwise keeps apart from their carrier; other hosts reach them anyway.
 *
 * @example
 * new HostShim("vlan10-docker01", {
 *   host, link: "mv-ens33.10", carrier: vlan10.link, address: "172.16.10.60", targets: ["172.16.10.10"],
 * });
 */
export class HostShim extends pulumi.ComponentResource {
  constructor(name: string, args: HostShimArgs, opts?: pulumi.ComponentResourceOptions) {
    const { host, link, carrier, address, mac = containerMac(address), targets } = args;
    super(TOKENS.hostShim, name, { host: host.host, link, address }, opts);
    const script = pulumi
      .output(carrier)
      .apply((known) => hostShimScript(pulumi.getStack(), { link, carrier: known, address, mac, targets }));
    remoteScript(
      `${name}-shim`,
      { ssh: host.ssh, script, timeout: 60, identity: link },
      host.childOptions(this, [host.ready]),
    );
    this.registerOutputs({});
  }
}
