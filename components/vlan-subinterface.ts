import * as pulumi from "@pulumi/pulumi";
import type { SegmentMember } from "../topology/model/topology";
import type { DockerHost } from "./docker-host";
import { remoteScript } from "./remote-script";
import { subinterfaceScript } from "../host/scripts";
import { TOKENS } from "./tokens";

export interface VlanSubinterfaceArgs {
  readonly stack: string;
  readonly host: DockerHost;
  /** The NIC that carries the subinterface. */
  readonly nic: string;
  readonly vlan: number;
  /** In bytes. Default: that of the NIC. */
  readonly mtu?: number | undefined;
  readonly member: SegmentMember;
}

/** An 802.1Q subinterface on a host that outlives reboots, is up before Docker, and belongs to this stack. */
export class VlanSubinterface extends pulumi.ComponentResource {
  /** Name of the link, as `ens33.10`. */
  readonly link: pulumi.Output<string>;

  constructor(name: string, args: VlanSubinterfaceArgs, opts?: pulumi.ComponentResourceOptions) {
    const { host, nic, vlan, mtu, member } = args;
    const inputs = { host: host.hostName, nic, vlan, link: member.carrier, ...(mtu === undefined ? {} : { mtu }) };
    super(TOKENS.vlanSubinterface, name, inputs, opts);
    const spec = {
      link: member.carrier,
      nic,
      vlan,
      address: member.hostAddress ?? "",
      mtu,
    };
    const script = subinterfaceScript(args.stack, spec);
    const applied = remoteScript(
      `${name}-link`,
      { ssh: host.ssh, script, timeout: 120, identity: member.carrier },
      host.childOptions(this, [host.ready]),
    );
    // The name is known in advance, but has to travel through the command: only an input that depends on a resource makes
    // the engine replace the network, before the link, when the link is replaced. The URN is known even in a preview.
    this.link = applied.urn.apply(() => member.carrier);
    this.registerOutputs({ link: this.link });
  }
}
