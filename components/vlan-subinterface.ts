import * as pulumi from "@pulumi/pulumi";
import { subinterfaceScript } from "../host/link-scripts";
import { carrierName } from "../topology/naming";
import type { DockerHost } from "./docker-host";
import { remoteScript } from "./remote-script";
import { TOKENS } from "./tokens";

export interface VlanSubinterfaceArgs {
  /** The host that gets the subinterface. */
  readonly host: DockerHost;
  /** VLAN ID, 1 to 4094. */
  readonly vlan: number;
  /** The NIC that carries the VLAN. Default: the host's interface on the LAN. */
  readonly nic?: string | undefined;
  /** Name of the link: that of one which the host has already, or another. Default: `nic.vlan`, such as `ens33.10`. */
  readonly link?: string | undefined;
  /** The host's own address on the VLAN, with prefix length, such as `192.168.10.10/24`, or several. Default: none. */
  readonly address?: string | readonly string[] | undefined;
  /** MTU in bytes. Default: that of the NIC. */
  readonly mtu?: number | undefined;
}

/**
 * An 802.1Q subinterface on a host. It survives reboots and is up before Docker starts. It has the given addresses and takes
 * none from router advertisements. An existing link of its name is adopted if it is that VLAN on that NIC, and refused otherwise.
 *
 * @example new VlanSubinterface("vlan10-docker01", { host, vlan: 10, address: "192.168.10.10/24" });
 */
export class VlanSubinterface extends pulumi.ComponentResource {
  /** Name of the link, such as `ens33.10`. */
  readonly link: pulumi.Output<string>;
  /** The command that makes the link. */
  readonly command: pulumi.Resource;

  constructor(name: string, args: VlanSubinterfaceArgs, opts?: pulumi.ComponentResourceOptions) {
    const { host, nic = host.nic, vlan, address = [], mtu } = args;
    const link = carrierName(nic, vlan, args.link);
    super(
      TOKENS.vlanSubinterface,
      name,
      { host: host.host, nic, vlan, link, ...(mtu === undefined ? {} : { mtu }) },
      opts,
    );
    const script = subinterfaceScript(pulumi.getStack(), {
      owner: name,
      link,
      nic,
      vlan,
      addresses: [address].flat(),
      mtu,
    });
    // The usual name says all that makes the link another one.
    const usual = carrierName(nic, vlan);
    const identity = link === usual ? link : `${link} ${usual}`;
    this.command = remoteScript(
      `${name}-link`,
      { ssh: host.ssh, script, timeout: 120, identity },
      host.childOptions(this, [host.ready, ...host.freed]),
    );
    // The name is known in advance, but has to depend on the command: only then does the engine delete the network before
    // the link when the link is replaced. The URN is known even in a preview.
    this.link = this.command.urn.apply(() => link);
    this.registerOutputs({ link: this.link });
  }
}
