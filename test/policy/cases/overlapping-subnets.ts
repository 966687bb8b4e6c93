import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import { conflictFree, fabricWith, flatSegment, referencePlan } from "../plans";
import * as make from "../resources";

export const cases: Cases = {
  good: conflictFree,
  bad: [
    [
      /docker\.Network "b-docker01" ipamConfigs\[0\]\.subnet: .*overlaps.* 192\.168\.1\.0\/24 of the LAN/,
      [make.fabric(referencePlan), make.bridge("b", "192.168.1.0/24", "docker01")],
    ],
    [
      /segments\.flat\.subnet: .*172\.22\.0\.0\/16 of segment flat/,
      [fabricWith({ subnets: [flatSegment, { ...flatSegment, subnet: "172.22.0.0/16", domain: "VLAN 9" }] })],
    ],
    [
      /"b-docker01" ipamConfigs\[0\]\.subnet: .*172\.16\.10\.128\/25/,
      [
        make.network(),
        make.network({ name: "b", options: { parent: "ens33.9" }, ipamConfigs: [{ subnet: "172.16.10.128/25" }] }),
      ],
    ],
  ],
  unknown: [make.network(), make.network({ name: "b", ipamConfigs: [{ subnet: UNKNOWN }] })],
  silent: true,
};
