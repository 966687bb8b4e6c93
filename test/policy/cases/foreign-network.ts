import type { PlannedSubnet } from "../../../topology/plan/address-plan";
import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import { conflictFree, fabricWith, flatSegment } from "../plans";
import * as make from "../resources";

const vpn: PlannedSubnet = {
  kind: "foreign",
  subnet: "172.22.16.0/20",
  domain: "elsewhere",
  owner: "VPN office",
  path: "foreign.office.subnet",
};

export const cases: Cases = {
  good: conflictFree,
  bad: [
    [
      /docker\.Network "b-docker01" ipamConfigs\[0\]\.subnet: .*overlaps.* 172\.22\.16\.0\/20 of VPN/,
      [fabricWith({ subnets: [vpn] }), make.bridge("b", "172.22.16.0/20", "docker01")],
    ],
    [
      /segments\.flat\.subnet: .*overlaps.* 172\.22\.16\.0\/20 of VPN office \(.*foreign\.office\.subnet\)/,
      [fabricWith({ subnets: [flatSegment, vpn] })],
    ],
    [
      /docker\.Network "mac_net10-docker01".*overlaps.* 172\.16\.0\.0\/16/,
      [fabricWith({ subnets: [{ ...vpn, subnet: "172.16.0.0/16" }] }), make.network()],
    ],
  ],
  unknown: [fabricWith({ subnets: [vpn] }), make.network({ ipamConfigs: [{ subnet: UNKNOWN }] })],
  silent: true,
};
