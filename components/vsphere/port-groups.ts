import { standardTrunk, UNTAGGED, type VlanRange } from "../../topology/model/vlan-ranges";
import type { Security } from "../../topology/model/vsphere-model";
import { child, list, text, type Element } from "./soap";
import { nameOf, type Properties, type Reference, type VCenter } from "./vcenter";

/** A port group in vCenter. */
export interface FoundPortGroup {
  readonly name: string;
  /** The ESXi host of a standard port group; absent for a distributed one. */
  readonly host?: string;
  /** Its switch, standard or distributed. */
  readonly switch: string;
  /** ID of the folder of a distributed one; names are unique within it. */
  readonly folder?: string;
  /** Settings that vCenter does not state are absent. */
  readonly security: Partial<Security>;
  /** VLANs that its guests may tag; absent where unknown, as with a private VLAN. */
  readonly trunk?: readonly VlanRange[];
  readonly macLearning: boolean;
}

export function standardPortGroups(host: Properties): FoundPortGroup[] {
  return list(child(host.values["config.network.portgroup"], "HostPortGroup")).map((group) => {
    const policy = child(child(group, "computedPolicy"), "security");
    return {
      name: text(child(child(group, "spec"), "name")),
      host: nameOf(host),
      switch: text(child(child(group, "spec"), "vswitchName")),
      security: securityFrom((setting) => text(child(policy, setting))),
      trunk: [standardTrunk(Number(text(child(child(group, "spec"), "vlanId"))))],
      // Only distributed switches learn MACs.
      macLearning: false,
    };
  });
}

export async function distributedPortGroups(
  vcenter: VCenter,
  datacenter: Reference,
  switches: readonly Properties[],
): Promise<FoundPortGroup[]> {
  const names = new Map(switches.map((each) => [each.object.value, nameOf(each)]));
  const paths = ["name", "parent", "config.defaultPortConfig", "config.distributedVirtualSwitch"];
  const groups = await vcenter.all("DistributedVirtualPortgroup", paths, datacenter);
  return groups.map((group) => {
    const config = group.values["config.defaultPortConfig"];
    // vSphere 6.7 moved the settings, but still fills in the old place.
    const places = [child(config, "macManagementPolicy"), child(config, "securityPolicy")];
    const learning = child(child(config, "macManagementPolicy"), "macLearningPolicy");
    const trunk = trunkFrom(child(config, "vlan"));
    return {
      name: nameOf(group),
      switch: names.get(text(group.values["config.distributedVirtualSwitch"])) ?? "?",
      folder: text(group.values["parent"]),
      security: securityFrom(
        (setting) => places.map((place) => unwrapped(child(place, setting))).find((value) => value !== "") ?? "",
      ),
      ...(trunk === undefined ? {} : { trunk }),
      macLearning: text(child(learning, "enabled")) === "true",
    };
  });
}

/** A trunk has ranges; on an access port a guest sees no tags. */
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

/** The value of a setting, which may be wrapped together with whether it is inherited. */
function unwrapped(setting: Element): string {
  return text(child(setting, "value")) || text(setting);
}
