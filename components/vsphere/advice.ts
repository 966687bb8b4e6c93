import type { PortGroup, Security } from "../../topology/model/vsphere-model";
import type { FoundInventory } from "./read-vcenter";

const TITLES = { allowPromiscuous: "promiscuous mode", allowMacChanges: "MAC changes" } as const satisfies Partial<
  Record<keyof Security, string>
>;

/**
 * What the provider cannot set on a distributed port group of the stack's own, and somebody has to set in vCenter: it knows
 * no MAC learning, and takes nothing back that was accepted once.
 */
export function adviceOn(portGroup: PortGroup, { portGroups }: FoundInventory): string[] {
  if (portGroup.kind !== "distributed") return [];
  const { name, macLearning, security } = portGroup;
  const there = portGroups.find((group) => group.name === name && group.switch === portGroup.switch);
  const advice: string[] = [];
  if (macLearning && there?.macLearning !== true) {
    const when = there === undefined ? "will not learn MACs once it is made" : "does not learn MACs yet";
    advice.push(
      `vsphere.portGroup.macLearning: ${name} ${when}, so nothing reaches a container: switch MAC learning on in vCenter`,
    );
  }
  for (const [setting, title] of Object.entries(TITLES) as [keyof typeof TITLES, string][]) {
    if (security[setting] || there?.security[setting] !== true) continue;
    advice.push(
      `vsphere.portGroup: ${name} accepts ${title}, which the provider cannot take back: set it to Reject in vCenter`,
    );
  }
  return advice;
}
