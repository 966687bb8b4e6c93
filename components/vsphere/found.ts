import type { VlanRange } from "../../topology/vlan-ranges";
import type { Security, Vsphere } from "../../topology/vsphere";
import { child, list, text, type Element } from "./soap";
import type { VCenter, Reference } from "./vcenter";
import { type Properties } from "./vcenter";
import { TYPES, type Kind } from "./wanted";

/** What vCenter has, as far as the configuration speaks of it. */
export interface Found {
  /** Names by kind; only datacenters, when the configuration's is not among them. */
  readonly names: ReadonlyMap<Kind, readonly string[]>;
  /** ESXi hosts of the configuration's cluster; all of the datacenter's where it names none. */
  readonly members: readonly string[];
  /** Standard switches by ESXi host. */
  readonly switches: ReadonlyMap<string, readonly string[]>;
  readonly portGroups: readonly FoundPortGroup[];
}

export interface FoundPortGroup {
  readonly name: string;
  /** `ESXi host esx1`, or `distributed switch dvs1`. */
  readonly place: string;
  /** The ESXi host of a standard port group. */
  readonly host?: string;
  /** A setting that vCenter does not state is absent. */
  readonly security: Partial<Security>;
  readonly trunk?: readonly VlanRange[];
  readonly macLearning?: boolean;
}

export async function readVcenter(vcenter: VCenter, { datacenter, cluster }: Vsphere): Promise<Found> {
  const datacenters = await vcenter.all("Datacenter", ["name", "vmFolder"]);
  const names = new Map<Kind, readonly string[]>([["datacenter", datacenters.map(nameOf)]]);
  const ours = datacenters.find((each) => nameOf(each) === datacenter);
  if (ours === undefined) return { names, members: [], switches: new Map(), portGroups: [] };
  const clusters = await vcenter.all("ClusterComputeResource", ["name", "host"], ours.object);
  const home = clusters.find((each) => nameOf(each) === cluster);
  for (const [kind, type] of Object.entries(TYPES) as [Kind, string][]) {
    // Each cluster has a pool named Resources, and may have others of one name.
    const below = kind === "resource pool" ? (home?.object ?? ours.object) : ours.object;
    if (kind !== "datacenter") names.set(kind, (await vcenter.all(type, ["name"], below)).map(nameOf));
  }
  names.set("folder", await machineFolders(vcenter, ours));
  names.set("specification", await vcenter.specifications());
  const hosts = await vcenter.all(
    "HostSystem",
    ["name", "config.network.vswitch", "config.network.portgroup"],
    ours.object,
  );
  const ids = new Set(list(child(home?.values["host"], "ManagedObjectReference")).map(text));
  const members = hosts.filter(({ object }) => cluster === undefined || ids.has(object.value)).map(nameOf);
  const switches = hosts.map((host) => [nameOf(host), standardSwitches(host)] as const);
  return {
    names,
    members,
    switches: new Map(switches),
    portGroups: [...hosts.flatMap(standardPortGroups), ...(await distributedPortGroups(vcenter, ours.object))],
  };
}

/** Folders for machines by their paths, as labs/dev. */
async function machineFolders(vcenter: VCenter, { object, values }: Properties): Promise<string[]> {
  const folders = await vcenter.all("Folder", ["name", "parent"], object);
  const byId = new Map(folders.map((folder) => [folder.object.value, folder]));
  const root = text(values["vmFolder"]);
  const pathOf = (folder: Properties): string | undefined => {
    const parent = text(folder.values["parent"]);
    if (parent === root) return nameOf(folder);
    const above = byId.get(parent);
    const path = above === undefined ? undefined : pathOf(above);
    return path === undefined ? undefined : `${path}/${nameOf(folder)}`;
  };
  return folders.flatMap((folder) => pathOf(folder) ?? []);
}

function standardPortGroups(host: Properties): FoundPortGroup[] {
  return list(child(host.values["config.network.portgroup"], "HostPortGroup")).map((group) => {
    const policy = child(child(group, "computedPolicy"), "security");
    const vlan = Number(text(child(child(group, "spec"), "vlanId")));
    return {
      name: text(child(child(group, "spec"), "name")),
      place: `ESXi host ${nameOf(host)}`,
      host: nameOf(host),
      security: securityFrom((setting) => text(child(policy, setting))),
      // 4095 hands over every frame with its tag; any other ID is the port group's own, and the guest sees no tag.
      trunk: [vlan === 4095 ? { minVlan: 0, maxVlan: 4094 } : UNTAGGED],
    };
  });
}

async function distributedPortGroups(vcenter: VCenter, datacenter: Reference): Promise<FoundPortGroup[]> {
  const switches = await vcenter.all("DistributedVirtualSwitch", ["name"], datacenter);
  const names = new Map(switches.map((each) => [each.object.value, nameOf(each)]));
  const paths = ["name", "config.defaultPortConfig", "config.distributedVirtualSwitch"];
  const groups = await vcenter.all("DistributedVirtualPortgroup", paths, datacenter);
  return groups.map((group) => {
    const config = group.values["config.defaultPortConfig"];
    // vSphere 6.7 moved the policy; the old place goes on to be filled.
    const policy = child(config, "macManagementPolicy") ?? child(config, "securityPolicy");
    const learning = child(child(config, "macManagementPolicy"), "macLearningPolicy");
    const trunk = trunkFrom(child(config, "vlan"));
    return {
      name: nameOf(group),
      place: `distributed switch ${names.get(text(group.values["config.distributedVirtualSwitch"])) ?? "?"}`,
      security: securityFrom((setting) => plain(child(policy, setting))),
      ...(trunk === undefined ? {} : { trunk }),
      ...(learning === undefined ? {} : { macLearning: text(child(learning, "enabled")) === "true" }),
    };
  });
}

const UNTAGGED: VlanRange = { minVlan: 0, maxVlan: 0 };

/** What a guest may tag: a trunk has ranges; at an access port it sees no tags, and of a private VLAN nothing is known. */
function trunkFrom(vlan: Element): VlanRange[] | undefined {
  const ids = list(child(vlan, "vlanId"));
  if (ids.length === 1 && text(child(ids[0], "start")) === "") return [UNTAGGED];
  const ranges = ids.map((id) => {
    return { minVlan: Number(text(child(id, "start"))), maxVlan: Number(text(child(id, "end"))) };
  });
  return ranges.length === 0 ? undefined : ranges;
}

function securityFrom(read: (setting: string) => string): Partial<Security> {
  const settings = {
    allowPromiscuous: read("allowPromiscuous"),
    allowForgedTransmits: read("forgedTransmits"),
    allowMacChanges: read("macChanges"),
  };
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) => (value === "" ? [] : [[name, value === "true"]])),
  );
}

/** A setting that may be wrapped with whether it is inherited. */
function plain(setting: Element): string {
  return text(child(setting, "value")) || text(setting);
}

function nameOf({ values }: Properties): string {
  // vCenter escapes three signs in names, and no others.
  return text(values["name"]).replace(/%(25|2f|5c)/gi, decodeURIComponent);
}

function standardSwitches({ values }: Properties): string[] {
  return list(child(values["config.network.vswitch"], "HostVirtualSwitch")).map((each) => text(child(each, "name")));
}
