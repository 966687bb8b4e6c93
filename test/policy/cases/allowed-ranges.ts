import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import { fabricWith, flatSegment, referencePlan } from "../plans";
import * as make from "../resources";

export const cases: Cases = {
  good: [
    [make.fabric(referencePlan)],
    [make.network()],
    [make.network({ ipamConfigs: [{ subnet: "2001:db8:1::/64" }] })],
  ],
  bad: [
    [
      /ipamConfigs\[1\]\.subnet: 203\.0\.114\.64\/26 is outside the allowed ranges/,
      [make.ipvlanNetwork({ ipamConfigs: [make.DUAL_POOLS[0], { subnet: "203.0.114.64/26" }] })],
    ],
    [
      /ipamConfigs\[0\]\.subnet: fec0::\/64 is outside the allowed ranges/,
      [make.network({ ipamConfigs: [{ subnet: "fec0::/64" }] })],
    ],
    [
      /segments\.flat\.subnet: subnet 8\.8\.8\.0\/24 of segment flat is outside the allowed ranges\. Choose a subnet from 10\./,
      [fabricWith({ subnets: [{ ...flatSegment, subnet: "8.8.8.0/24" }] })],
    ],
    [
      /ipamConfigs\[0\]\.subnet: 172\.0\.0\.0\/8 is outside the allowed ranges/,
      [make.network({ ipamConfigs: [{ subnet: "172.0.0.0/8" }] })],
    ],
  ],
  unknown: [make.network({ ipamConfigs: [{ subnet: UNKNOWN }] })],
  silent: true,
};
