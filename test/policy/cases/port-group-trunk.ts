import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import { referencePlan } from "../plans";
import * as portGroup from "../port-groups";
import * as make from "../resources";

const fabric = make.fabric(referencePlan);

export const cases: Cases = {
  good: [
    [fabric, portGroup.standard()],
    [fabric, portGroup.distributed()],
    [fabric, portGroup.distributed({ vlanRanges: [{ minVlan: 1, maxVlan: 4094 }] })],
    [fabric, portGroup.standard({ vlanId: 10 })],
    [portGroup.distributed({ vlanRanges: [{ minVlan: 99, maxVlan: 99 }] })],
  ],
  bad: [
    [
      /does not carry VLAN 20 of the plan/,
      [fabric, portGroup.distributed({ vlanRanges: portGroup.VLAN_RANGES.slice(0, 2) })],
    ],
    [
      /does not carry VLAN 10, VLAN 20 of the plan/,
      [fabric, portGroup.component(), portGroup.distributed({ vlanRanges: [], vlanId: 10 }, portGroup.component())],
    ],
  ],
  unknown: [fabric, portGroup.distributed({ vlanRanges: [{ minVlan: UNKNOWN, maxVlan: 20 }] })],
};
