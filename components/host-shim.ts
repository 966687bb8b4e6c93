import * as pulumi from "@pulumi/pulumi";
import { hostShimScript } from "../host/scripts";
import { containerMac } from "../topology/naming";
import type { DockerHost } from "./docker-host";
import { remoteScript } from "./remote-script";
import { TOKENS } from "./tokens";

export interface HostShimArgs {
  /** The host that gets the shim. */
  readonly host: DockerHost;
  /** Name of the shim, at most 15 bytes, such as `mv-ens33.10`. */
  readonly link: string;
  /** The link that carries the segment on the host, such as `VlanSubinterface.link`. */
  readonly carrier: pulumi.Input<string>;
  /** The host's address on the segment, without prefix length. Docker does not know it: keep it out of every range. */
  readonly address: string;
  /** MAC of the shim. Default: derived from the address. */
  readonly mac?: string | undefined;
  /** Addresses of the host's own containers on the segment, to each of which a route leads through the shim. */
  readonly targets: readonly string[];
}

/**
 * A macvlan link of the host itself on a segment, through which the host reaches its own containers there: the kernel isolates
 * them from their carrier. Other hosts need no shim to reach them.
 *
 * @example
 * const subinterface = new VlanSubinterface("vlan10-docker01", { host, vlan: 10 });
 * new HostShim("vlan10-docker01", {
 *   host,
 *   link: "mv-ens33.10",
 *   carrier: subinterface.link,
 *   address: "172.16.10.60",
 *   targets: ["172.16.10.10"],
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
