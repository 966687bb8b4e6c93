import * as pulumi from "@pulumi/pulumi";
import { hostShimScript } from "../host/link-scripts";
import { DRIVERS, modesOf, type DriverName } from "../topology/drivers";
import { shimMac } from "../topology/naming";
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
  /**
   * The host's address on the segment, without prefix length, or one of each family. Docker does not know it: keep it out of
   * every range.
   */
  readonly address: string | readonly string[];
  /** Driver of the segment's network; the shim is a link of the same type. Default: macvlan. */
  readonly driver?: DriverName | undefined;
  /** MAC of a macvlan shim; an ipvlan link has that of the carrier. Default: derived from the first address. */
  readonly mac?: string | undefined;
  /**
   * Addresses of the host's own containers on the segment. Each gets a route through the shim if the shim has an address of
   * its family.
   */
  readonly targets: readonly string[];
}

/**
 * A link of the host itself on a segment, through which the host reaches its own containers there: the kernel isolates
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
    const { host, link, carrier, address, driver = "macvlan", targets } = args;
    const addresses = [address].flat();
    super(
      TOKENS.hostShim,
      name,
      { host: host.host, link, address: addresses.length === 1 ? addresses[0] : addresses },
      opts,
    );
    const { linkType, ownMacs } = DRIVERS[driver];
    const mac = ownMacs ? (args.mac ?? shimMac(addresses[0] ?? "")) : undefined;
    const spec = { owner: name, link, driver: linkType, mode: modesOf(driver)[0] ?? "", addresses, mac, targets };
    const script = pulumi
      .output(carrier)
      .apply((known) => hostShimScript(pulumi.getStack(), { ...spec, carrier: known }));
    // Neither type can become the other; the identity of a macvlan shim is older than the choice.
    const identity = ownMacs ? link : `${link} ${linkType}`;
    remoteScript(
      `${name}-shim`,
      { ssh: host.ssh, script, timeout: 60, identity },
      host.childOptions(this, [host.ready, ...host.freed]),
    );
    this.registerOutputs({});
  }
}
