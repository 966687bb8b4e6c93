/** VLAN IDs from `minVlan` to `maxVlan`; 0 stands for untagged frames. */
export interface VlanRange {
  readonly minVlan: number;
  readonly maxVlan: number;
}

/** VLAN ID that makes a standard port group hand every frame, tagged or not, to the guest (virtual guest tagging). */
export const GUEST_TAGGING = 4095;

export const UNTAGGED: VlanRange = { minVlan: 0, maxVlan: 0 };

/** What a guest may tag on a standard port group: everything, or nothing when the group has a VLAN ID of its own. */
export function standardTrunk(vlanId: number): VlanRange {
  return vlanId === GUEST_TAGGING ? { minVlan: 0, maxVlan: GUEST_TAGGING - 1 } : UNTAGGED;
}

/** The VLAN ID of a standard port group, which has no ranges: the guest gets only untagged frames, or everything. */
export function standardVlan(trunk: readonly VlanRange[]): number {
  return trunk.every(({ maxVlan }) => maxVlan === 0) ? 0 : GUEST_TAGGING;
}

/** Exactly these VLANs, and untagged frames, which the hosts themselves send; sorted and merged. */
export function trunkOf(vlans: readonly number[]): VlanRange[] {
  const ids = [...new Set([0, ...vlans])];
  const ranges: VlanRange[] = [];
  for (const vlan of ids.sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.maxVlan === vlan - 1) ranges[ranges.length - 1] = { ...last, maxVlan: vlan };
    else ranges.push({ minVlan: vlan, maxVlan: vlan });
  }
  return ranges;
}

/** The parts of a range that no other range covers. */
export function uncovered({ minVlan, maxVlan }: VlanRange, by: readonly VlanRange[]): VlanRange[] {
  let rest: VlanRange[] = [{ minVlan, maxVlan }];
  for (const cover of by) {
    rest = rest.flatMap((part) => [
      ...nonEmpty(part.minVlan, Math.min(part.maxVlan, cover.minVlan - 1)),
      ...nonEmpty(Math.max(part.minVlan, cover.maxVlan + 1), part.maxVlan),
    ]);
  }
  return rest;
}

function nonEmpty(minVlan: number, maxVlan: number): VlanRange[] {
  return minVlan > maxVlan ? [] : [{ minVlan, maxVlan }];
}

/** A range in words. */
export function vlanText({ minVlan, maxVlan }: VlanRange): string {
  if (maxVlan === 0) return "untagged frames";
  return minVlan === maxVlan ? `VLAN ${minVlan}` : `VLANs ${minVlan} to ${maxVlan}`;
}
