import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import { referencePlan } from "../plans";
import * as portGroup from "../port-groups";
import * as make from "../resources";

const fabric = make.fabric(referencePlan);
const learning = portGroup.component({ macLearning: true });

export const cases: Cases = {
  good: [
    [fabric, portGroup.standard()],
    [fabric, portGroup.distributed()],
    [fabric, learning, portGroup.distributed({ allowPromiscuous: false }, learning)],
    // An access port that does not belong to the lab.
    [fabric, portGroup.standard({ vlanId: 30, allowPromiscuous: false, allowForgedTransmits: false })],
    [portGroup.distributed({ vlanRanges: [], vlanId: 7, allowForgedTransmits: false })],
  ],
  bad: [
    [
      /HostPortGroup "esx1" allowForgedTransmits: not true/,
      [fabric, portGroup.standard({ allowForgedTransmits: false })],
    ],
    [
      /DistributedPortGroup "trunk" allowPromiscuous: not true/,
      [fabric, portGroup.distributed({ allowPromiscuous: false })],
    ],
    [
      /allowPromiscuous: not true/,
      [fabric, portGroup.component(), portGroup.distributed({ allowPromiscuous: undefined }, portGroup.component())],
    ],
    [
      /allowForgedTransmits: not true/,
      [learning, portGroup.distributed({ allowForgedTransmits: undefined }, learning)],
    ],
  ],
  unknown: [fabric, portGroup.standard({ allowForgedTransmits: UNKNOWN })],
};
