import type * as pulumi from "@pulumi/pulumi";
import * as vsphere from "@pulumi/vsphere";
import type { Vsphere } from "../../topology/model/vsphere-model";
import { refusal } from "../refusal";
import type { InventoryName } from "./inventory-names";
import { messageOf } from "../../support/errors";

/** The IDs of existing objects, by name. */
export interface Inventory {
  readonly datacenterId: string;
  readonly clusterId?: string;
  /** The named pool, or else the cluster's own. */
  readonly resourcePoolId?: string;
  readonly esxi: Readonly<Record<string, { readonly id: string; readonly resourcePoolId: string }>>;
  readonly datastores: Readonly<Record<string, string>>;
  readonly templates: Readonly<Record<string, vsphere.GetVirtualMachineResult>>;
  readonly switchUuid?: string;
  /** The existing port group. */
  readonly networkId?: string;
}

/** Looks up the named objects with the provider. @throws pulumi.RunError with the provider's message */
export function lookUp(
  settings: Vsphere,
  wanted: readonly InventoryName[],
  opts: pulumi.InvokeOptions,
): Promise<Inventory> {
  return askProvider(settings, wanted, opts).catch(refuseLookUp);
}

/** The value, which must have been looked up. @throws Error when it was not, which would be a bug in this program */
export function present<V>(found: V | undefined, what = ""): V {
  if (found === undefined) throw new Error(`${what} was not looked up`);
  return found;
}

/** Clones have their disks on a SCSI controller, so no other controller needs a scan. */
const SCSI_ONLY = { ideControllerScanCount: 0, sataControllerScanCount: 0, nvmeControllerScanCount: 0 } as const;

async function askProvider(
  settings: Vsphere,
  wanted: readonly InventoryName[],
  opts: pulumi.InvokeOptions,
): Promise<Inventory> {
  const { id: datacenterId } = await vsphere.getDatacenter({ name: settings.datacenter }, opts);
  const named = async <V>(
    kind: InventoryName["kind"],
    find: (name: string) => Promise<V>,
  ): Promise<Record<string, V>> => {
    const names = wanted.filter((each) => each.kind === kind).map(({ name }) => name);
    return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await find(name)] as const)));
  };
  const clusters = await named("cluster", (name) => vsphere.getComputeCluster({ name, datacenterId }, opts));
  const cluster = Object.values(clusters)[0];
  const [pools, esxi, datastores, templates, switches] = await Promise.all([
    named("resource pool", (name) =>
      vsphere.getResourcePool({ name, parentResourcePoolId: present(cluster, "the cluster").resourcePoolId }, opts),
    ),
    named("ESXi host", (name) => vsphere.getHost({ name, datacenterId }, opts)),
    named("datastore", (name) => vsphere.getDatastore({ name, datacenterId }, opts)),
    named("template", (name) => vsphere.getVirtualMachine({ name, datacenterId, ...SCSI_ONLY }, opts)),
    named("distributed switch", (name) => vsphere.getDistributedVirtualSwitch({ name, datacenterId }, opts)),
  ]);
  const switchUuid = Object.values(switches)[0]?.id;
  const networks = await named("network", (name) =>
    vsphere.getNetwork(
      { name, datacenterId, ...(switchUuid === undefined ? {} : { distributedVirtualSwitchUuid: switchUuid }) },
      opts,
    ),
  );
  const poolId = Object.values(pools)[0]?.id ?? cluster?.resourcePoolId;
  const networkId = Object.values(networks)[0]?.id;
  return {
    datacenterId,
    ...(cluster === undefined ? {} : { clusterId: cluster.id }),
    ...(poolId === undefined ? {} : { resourcePoolId: poolId }),
    esxi,
    datastores: Object.fromEntries(Object.entries(datastores).map(([name, { id }]) => [name, id])),
    templates,
    ...(switchUuid === undefined ? {} : { switchUuid }),
    ...(networkId === undefined ? {} : { networkId }),
  };
}

/** Rare after the survey: a name that the provider reads differently, or a missing privilege. */
function refuseLookUp(error: unknown): never {
  const text = messageOf(error);
  throw refusal(`vsphere: the provider cannot look up objects in vCenter: ${text.replace(/\s+/g, " ")}`);
}
