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
