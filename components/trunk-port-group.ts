import { setTimeout as delay } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import * as vsphere from "@pulumi/vsphere";
import { standardVlan } from "../topology/model/vlan-ranges";
import type { DistributedPortGroup, PortGroup, Security, StandardPortGroup } from "../topology/model/vsphere-model";
import { refusal } from "./refusal";
import { TOKENS } from "./tokens";
import { present, type Inventory } from "./vsphere/inventory";
import type { Keeping } from "./vsphere/keeping";
import { messageOf } from "../support/errors";

/** Milliseconds that vCenter may need to list a port group after an ESXi host has it. */
const LISTED_WITHIN = 60_000;

/** Milliseconds between two lookups. */
const PAUSE = 2_000;

/** A renamed port group is created first: vCenter does not remove the old one while NICs are connected to it. */
const CREATE_FIRST = { deleteBeforeReplace: false } as const;

export interface TrunkPortGroupArgs extends Place {
  readonly portGroup: PortGroup;
}

interface Place {
  readonly inventory: pulumi.Output<Inventory>;
  readonly keeping: Keeping;
}

/**
 * The port group that carries the traffic between the machines: it passes the plan's VLANs on tagged, and allows what macvlan
 * sends and receives. Its settings override those of the switch, which stay unchanged.
 */
export class TrunkPortGroup extends pulumi.ComponentResource {
  /** ID of the network that NICs are connected to; unknown until the port group exists. */
  readonly networkId: pulumi.Output<string>;

  constructor(name: string, args: TrunkPortGroupArgs, opts?: pulumi.ComponentResourceOptions) {
    super(TOKENS.trunkPortGroup, name, { ...args.portGroup }, opts);
    this.networkId = this.createPortGroup(name, args);
    this.registerOutputs({ networkId: this.networkId });
  }

  private createPortGroup(name: string, { portGroup, ...args }: TrunkPortGroupArgs): pulumi.Output<string> {
    switch (portGroup.kind) {
      case "standard":
        return this.createStandard(name, portGroup, args);
      case "distributed":
        return this.createDistributed(name, portGroup, args);
      case "existing":
        return args.inventory.apply(({ networkId }) => present(networkId, portGroup.name));
    }
  }

  /** Creates one on each ESXi host; vCenter lists port groups of one name as one network. */
  private createStandard(
    name: string,
    portGroup: StandardPortGroup,
    { inventory, keeping }: Place,
  ): pulumi.Output<string> {
    const created = portGroup.esxi.map(
      (host) =>
        new vsphere.HostPortGroup(
          `${name}-${host}`,
          {
            name: portGroup.name,
            hostSystemId: inventory.apply(({ esxi }) => present(esxi[host], host).id),
            virtualSwitchName: portGroup.switch,
            vlanId: standardVlan(portGroup.trunk),
            ...portGroup.security,
          },
          { ...keeping, ...CREATE_FIRST, parent: this },
        ),
    );
    // Its ID is not a managed object ID, so the network is looked up once it exists.
    const ids = pulumi.all(created.map(({ id }) => id));
    const opts = { parent: this, provider: keeping.provider };
    // A distributed port group may have the same name.
    const wanted = { name: portGroup.name, filters: [{ networkType: "Network" }] };
    return pulumi
      .all([inventory, ids])
      .apply(([{ datacenterId }]) =>
        findOnceListed(portGroup.name, () => vsphere.getNetwork({ ...wanted, datacenterId }, opts)),
      )
      .apply(({ id }) => id);
  }

  private createDistributed(
    name: string,
    portGroup: DistributedPortGroup,
    { inventory, keeping }: Place,
  ): pulumi.Output<string> {
    const { security, trunk } = portGroup;
    const created = new vsphere.DistributedPortGroup(
      `${name}-group`,
      {
        name: portGroup.name,
        distributedVirtualSwitchUuid: inventory.apply(({ switchUuid }) => present(switchUuid, portGroup.switch)),
        vlanRanges: trunk.map((range) => ({ ...range })),
        ...security,
      },
      // The provider never sends false (expandDVSSecurityPolicy), so such a setting stays that of the switch. If the switch
      // has true, every preview would show a change that no update makes.
      { ...keeping, ...CREATE_FIRST, parent: this, ignoreChanges: rejectedSettings(security) },
    );
    return created.id;
  }
}

/** Retries `find` until vCenter lists the port group: the provider's own `retryTimeout` has no effect (4.18). */
async function findOnceListed<T>(name: string, find: () => Promise<T>): Promise<T> {
  const until = Date.now() + LISTED_WITHIN;
  for (;;) {
    try {
      return await find();
    } catch (error) {
      if (Date.now() < until && !pulumi.runtime.isDryRun()) {
        await delay(PAUSE);
        continue;
      }
      const why = messageOf(error);
      throw refusal(
        `vsphere.portGroup.name: ${name} does not exist although the stack created it (${why.replace(/\s+/g, " ")}): ` +
          `if someone removed it, remove its port groups from the state with \`npm run pulumi -- state delete\``,
      );
    }
  }
}

/** The settings of the security policy that are set to Reject. */
function rejectedSettings(security: Security): string[] {
  return Object.entries(security).flatMap(([name, accepted]) => (accepted === true ? [] : [name]));
}
