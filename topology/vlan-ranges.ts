/** VLAN IDs from `minVlan` to `maxVlan`; 0 stands for untagged frames. */
export interface VlanRange {
  readonly minVlan: number;
  readonly maxVlan: number;
}

/** Exactly the VLANs of segments, and untagged frames, which the hosts themselves send; in order, not touching each other. */
export function trunkOf(segments: readonly { readonly vlan?: number | undefined }[]): VlanRange[] {
  const ids = [...new Set([0, ...segments.flatMap(({ vlan }) => (vlan === undefined ? [] : [vlan]))])];
  const ranges: VlanRange[] = [];
  for (const vlan of ids.sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.maxVlan === vlan - 1) ranges[ranges.length - 1] = { ...last, maxVlan: vlan };
    else ranges.push({ minVlan: vlan, maxVlan: vlan });
  }
  return ranges;
}

/** What of a range lies in none of the others. */
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
  return minVlan === maxVlan ? `VLAN ${String(minVlan)}` : `VLANs ${String(minVlan)} to ${String(maxVlan)}`;
}
