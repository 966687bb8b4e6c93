import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import { referencePlan } from "../plans";
import * as portGroup from "../port-groups";
import * as make from "../resources";

const fabric = make.fabric(referencePlan);
const tagged = make.fabric({ ...referencePlan, networks: referencePlan.networks.filter(({ vlan }) => vlan === 10) });

export const cases: Cases = {
  good: [
    [fabric, portGroup.standard()],
    [fabric, portGroup.distributed()],
    [fabric, portGroup.distributed({ vlanRanges: [{ minVlan: 0, maxVlan: 4094 }] })],
    // Without an untagged segment, the hosts' own frames may take another way.
    [tagged, portGroup.distributed({ vlanRanges: [{ minVlan: 1, maxVlan: 4094 }] })],
    [fabric, portGroup.standard({ vlanId: 10 })],
    [portGroup.distributed({ vlanRanges: [{ minVlan: 99, maxVlan: 99 }] })],
  ],
  bad: [
    [
      /does not carry untagged frames of the plan.*untagged frames are VLAN 0/,
      [fabric, portGroup.distributed({ vlanRanges: [{ minVlan: 1, maxVlan: 4094 }] })],
    ],
    [
      /does not carry untagged frames/,
      [
        ...[tagged, portGroup.component()],
        portGroup.distributed({ vlanRanges: [{ minVlan: 1, maxVlan: 4094 }] }, portGroup.component()),
      ],
    ],
    [
      /DistributedPortGroup "trunk" vlanId: 4095 .* standard port group only\. Write vlanRanges: \[\{ minVlan: 0, maxVlan: 4094 \}\]/,
      [fabric, portGroup.distributed({ vlanRanges: undefined, vlanId: 4095 })],
    ],
    [/vlanId: 4095 .* standard port group only/, [portGroup.distributed({ vlanRanges: [], vlanId: 4095 })]],
    [
      /does not carry VLAN 20 of the plan/,
      [fabric, portGroup.distributed({ vlanRanges: portGroup.VLAN_RANGES.slice(0, 2) })],
    ],
    [
      /does not carry untagged frames, VLAN 10, VLAN 20 of the plan/,
      [fabric, portGroup.component(), portGroup.distributed({ vlanRanges: [], vlanId: 10 }, portGroup.component())],
    ],
  ],
  unknown: [fabric, portGroup.distributed({ vlanRanges: [{ minVlan: UNKNOWN, maxVlan: 20 }] })],
};
