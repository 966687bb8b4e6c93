import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

export const cases: Cases = {
  good: [
    [make.network()],
    [make.network({ ipamConfigs: [{ subnet: "fd00:10::/64" }] })],
    [make.network({ ipamConfigs: [] })],
  ],
  bad: [
    [
      /ipamConfigs\[0\]\.ipRange: 172\.16\.10\.130\/25 is not canonical\. Write 172\.16\.10\.128\/25/,
      [make.network({ ipamConfigs: [{ ipRange: "172.16.10.130/25" }] })],
    ],
    [
      /172\.16\.10\.5\/24 is not canonical. Write 172\.16\.10\.0\/24/,
      [make.network({ ipamConfigs: [{ subnet: "172.16.10.5/24" }] })],
    ],
    [
      /ipamConfigs\[1\]\.subnet: fd00:10::1\/64 is not canonical/,
      [make.network({ ipamConfigs: [make.DUAL_POOLS[0], { subnet: "fd00:10::1/64" }] })],
    ],
    [/Write fd00:10::\/64/, [make.network({ ipamConfigs: [{ subnet: "FD00:10:0::/64" }] })]],
    [/ipamConfigs\[1\].*ten is not canonical/, [make.network({ ipamConfigs: [{}, { subnet: "ten" }] })]],
  ],
  unknown: [make.network({ ipamConfigs: [{ subnet: UNKNOWN }] })],
};
