import { setTimeout as delay } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import * as vsphere from "@pulumi/vsphere";
import { standardVlan } from "../topology/model/vlan-ranges";
import type { DistributedPortGroup, PortGroup, Security, StandardPortGroup } from "../topology/model/vsphere-model";
import { refusal } from "./refusal";
import { TOKENS } from "./tokens";
import { present, type Inventory } from "./vsphere/inventory";
import type { Keeping } from "./vsphere/keeping";

/** Milliseconds until vCenter lists a port group that an ESXi host got, and between two checks. */
const SHOWN_WITHIN = 60_000;
const PAUSE = 2_000;

/** When renamed, the new one comes first: vCenter does not remove the old one while NICs are connected to it. */
const MOVED = { deleteBeforeReplace: false } as const;

export interface TrunkPortGroupArgs extends Place {
  readonly portGroup: PortGroup;
}

interface Place {
  readonly inventory: pulumi.Output<Inventory>;
  readonly keeping: Keeping;
}

/**
 * The port group that carries the traffic between the machines: the plan's VLANs tagged, and what macvlan sends and listens
 * to allowed. Its settings override those of the switch, which are never touched.
 */
export class TrunkPortGroup extends pulumi.ComponentResource {
  /** What a NIC is connected to; unknown until the port group is there. */
  readonly networkId: pulumi.Output<string>;

  constructor(name: string, args: TrunkPortGroupArgs, opts?: pulumi.ComponentResourceOptions) {
    super(TOKENS.trunkPortGroup, name, { ...args.portGroup }, opts);
    this.networkId = this.make(name, args);
    this.registerOutputs({ networkId: this.networkId });
  }

  private make(name: string, { portGroup, ...args }: TrunkPortGroupArgs): pulumi.Output<string> {
    switch (portGroup.kind) {
      case "standard":
        return this.makeStandard(name, portGroup, args);
      case "distributed":
        return this.makeDistributed(name, portGroup, args);
      case "existing":
        return args.inventory.apply(({ networkId }) => present(networkId, portGroup.name));
    }
  }

  /** One for each ESXi host; vCenter lists those of one name as one network. */
  private makeStandard(
    name: string,
    portGroup: StandardPortGroup,
    { inventory, keeping }: Place,
  ): pulumi.Output<string> {
    const made = portGroup.esxi.map(
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
          { ...keeping, ...MOVED, parent: this },
        ),
    );
    // Its ID is not a managed object ID, so the network is looked up once it exists.
    const there = pulumi.all(made.map(({ id }) => id));
    const asked = { parent: this, provider: keeping.provider };
    // A distributed port group may have the same name.
    const wanted = { name: portGroup.name, filters: [{ networkType: "Network" }] };
    return pulumi
      .all([inventory, there])
      .apply(([{ datacenterId }]) =>
        shown(portGroup.name, () => vsphere.getNetwork({ ...wanted, datacenterId }, asked)),
      )
      .apply(({ id }) => id);
  }

  private makeDistributed(
    name: string,
    portGroup: DistributedPortGroup,
    { inventory, keeping }: Place,
  ): pulumi.Output<string> {
    const { security, trunk } = portGroup;
    const made = new vsphere.DistributedPortGroup(
      `${name}-group`,
      {
        name: portGroup.name,
        distributedVirtualSwitchUuid: inventory.apply(({ switchUuid }) => present(switchUuid, portGroup.switch)),
        vlanRanges: trunk.map((range) => ({ ...range })),
        ...security,
      },
      // The provider sends no false (expandDVSSecurityPolicy): such a setting stays that of the switch. A switch that
      // accepts it would show a change in every preview, which never comes about.
      { ...keeping, ...MOVED, parent: this, ignoreChanges: refused(security) },
    );
    return made.id;
  }
}

/** Retries `find` for a while: the provider's own `retryTimeout` has no effect (4.18, seen in its source). */
async function shown<T>(name: string, find: () => Promise<T>): Promise<T> {
  const until = Date.now() + SHOWN_WITHIN;
  for (;;) {
    try {
      return await find();
    } catch (error) {
      if (Date.now() < until && !pulumi.runtime.isDryRun()) {
        await delay(PAUSE);
        continue;
      }
      const why = error instanceof Error ? error.message : String(error);
      throw refusal(
        `vsphere.portGroup.name: ${name} does not exist, though the stack made it; if somebody removed it, remove its port groups from the state (npm run pulumi -- state delete): ${why.replace(/\s+/g, " ")}`,
      );
    }
  }
}

/** The settings that are to be rejected. */
function refused(security: Security): string[] {
  return Object.entries(security).flatMap(([name, accepted]) => (accepted === true ? [] : [name]));
}
