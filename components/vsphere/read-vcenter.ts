import type { Vsphere } from "../../topology/model/vsphere-model";
import type { InventoryKind } from "./inventory-names";
import { distributedPortGroups, standardPortGroups, type FoundPortGroup } from "./port-groups";
import { child, list, text } from "./soap";
import { readDisks, type Disks } from "./templates";
import { nameOf, type Properties, type VCenter } from "./vcenter";

/** The inventory of vCenter, as far as the configuration refers to it. */
export interface FoundInventory {
  /** Names by kind; an absent kind is unknown. Only datacenters, when the configured one does not exist. */
  readonly names: ReadonlyMap<InventoryKind, readonly string[]>;
  /** ESXi hosts of the configured cluster; without one, all hosts of the datacenter. */
  readonly members: readonly string[];
  /** Standard switches by ESXi host; hosts that do not report them, such as disconnected ones, are absent. */
  readonly switches: ReadonlyMap<string, readonly string[]>;
  readonly portGroups: readonly FoundPortGroup[];
  /** IDs of the folders of distributed switches, by the name of the switch. */
  readonly switchFolders: ReadonlyMap<string, string>;
  /** Names by managed object ID, such as vm-43, because the provider reads a name that looks like an ID as one. */
  readonly ids: ReadonlyMap<string, string>;
  /** Disks of the configured templates. */
  readonly templates: ReadonlyMap<string, Disks>;
}

const STANDARD_SWITCHES = "config.network.vswitch";

/** Reads the inventory. @param wanted names of the templates whose disks are read */
export async function readVcenter(
  vcenter: VCenter,
  { datacenter, cluster }: Vsphere,
  wanted: ReadonlySet<string>,
): Promise<FoundInventory> {
  const datacenters = await vcenter.all("Datacenter", ["name", "vmFolder"]);
  const names = new Map<InventoryKind, readonly string[]>([["datacenter", datacenters.map(nameOf)]]);
  const ours = datacenters.find((each) => nameOf(each) === datacenter);
  if (ours === undefined) {
    const nothing = new Map<string, never>();
    return {
      names,
      members: [],
      switches: nothing,
      portGroups: [],
      switchFolders: nothing,
      ids: nothing,
      templates: nothing,
    };
  }
  const ids = new Map<string, string>();
  const read = async (type: string, ...paths: string[]): Promise<Properties[]> => {
    const all = await vcenter.all(type, ["name", ...paths], ours.object);
    for (const each of all) ids.set(each.object.value, nameOf(each));
    return all;
  };
  const clusters = await read("ClusterComputeResource", "host", "resourcePool");
  const home = clusters.find((each) => nameOf(each) === cluster);
  const hosts = await read("HostSystem", STANDARD_SWITCHES, "config.network.portgroup");
  const switches = await read("DistributedVirtualSwitch", "parent");
  const machines = await read("VirtualMachine");
  names.set("cluster", clusters.map(nameOf));
  if (home !== undefined) names.set("resource pool", poolsOf(home, await read("ResourcePool", "parent")));
  names.set("ESXi host", hosts.map(nameOf));
  names.set("datastore", (await read("Datastore")).map(nameOf));
  names.set("template", machines.map(nameOf));
  names.set("network", (await read("Network")).map(nameOf));
  names.set("distributed switch", switches.map(nameOf));
  names.set("folder", machineFolders(ours, await read("Folder", "parent")));
  names.set("specification", await vcenter.specifications());
  const inCluster = new Set(list(child(home?.values["host"], "ManagedObjectReference")).map(text));
  const templates = machines.filter((each) => wanted.has(nameOf(each)));
  return {
    names,
    members: hosts.filter(({ object }) => cluster === undefined || inCluster.has(object.value)).map(nameOf),
    switches: new Map(hosts.flatMap((host) => (STANDARD_SWITCHES in host.values ? [standardSwitches(host)] : []))),
    portGroups: [
      ...hosts.flatMap(standardPortGroups),
      ...(await distributedPortGroups(vcenter, ours.object, switches)),
    ],
    switchFolders: new Map(switches.map((each) => [nameOf(each), text(each.values["parent"])])),
    ids,
    templates: await disksOfEach(vcenter, templates),
  };
}

async function disksOfEach(vcenter: VCenter, templates: readonly Properties[]): Promise<Map<string, Disks>> {
  const all = new Map<string, Disks>();
  for (const each of templates) {
    const disks = await readDisks(vcenter, each.object);
    if (disks !== undefined) all.set(nameOf(each), disks);
  }
  return all;
}

/** Pools directly below the cluster's own, which are the only ones that the provider finds by name. */
function poolsOf({ values }: Properties, pools: readonly Properties[]): string[] {
  return pools.filter((pool) => text(pool.values["parent"]) === text(values["resourcePool"])).map(nameOf);
}

/** Paths of the folders for machines, such as labs/dev. */
function machineFolders({ values }: Properties, folders: readonly Properties[]): string[] {
  const byId = new Map(folders.map((folder) => [folder.object.value, folder]));
  const root = text(values["vmFolder"]);
  const pathOf = (folder: Properties): string | undefined => {
    const id = text(folder.values["parent"]);
    if (id === root) return nameOf(folder);
    const above = byId.get(id);
    const path = above === undefined ? undefined : pathOf(above);
    return path === undefined ? undefined : `${path}/${nameOf(folder)}`;
  };
  return folders.flatMap((folder) => pathOf(folder) ?? []);
}

function standardSwitches(host: Properties): [string, string[]] {
  const all = list(child(host.values[STANDARD_SWITCHES], "HostVirtualSwitch"));
  return [nameOf(host), all.map((each) => text(child(each, "name")))];
}
