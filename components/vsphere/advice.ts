import type { Problem } from "../../support/problem";
import type { PortGroup, Security } from "../../topology/model/vsphere-model";
import type { FoundInventory } from "./read-vcenter";

const TITLES = { allowPromiscuous: "promiscuous mode", allowMacChanges: "MAC changes" } as const satisfies Partial<
  Record<keyof Security, string>
>;

/**
 * Settings that someone has to change in vCenter, because the provider cannot on a distributed port group that the stack
 * creates: it has no argument for MAC learning, and cannot set anything back to Reject.
 */
export function findAdvice(portGroup: PortGroup, { portGroups }: FoundInventory): Problem[] {
  if (portGroup.kind !== "distributed") return [];
  const { name, macLearning, security } = portGroup;
  const existing = portGroups.find((group) => group.name === name && group.switch === portGroup.switch);
  const advice: Problem[] = [];
  if (macLearning && existing?.macLearning !== true) {
    const when = existing === undefined ? "will not learn MACs once it is created" : "does not learn MACs yet";
    const message = `${name} ${when}, so nothing reaches a container: enable MAC learning in vCenter`;
    advice.push({ path: "vsphere.portGroup.macLearning", message });
  }
  for (const [setting, title] of Object.entries(TITLES) as [keyof typeof TITLES, string][]) {
    if (security[setting] || existing?.security[setting] !== true) continue;
    const message = `${name} accepts ${title}, and the provider cannot change that: set it to Reject in vCenter`;
    advice.push({ path: "vsphere.portGroup", message });
  }
  return advice;
}
