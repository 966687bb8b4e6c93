import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

export const cases: Cases = {
  good: [
    [make.subinterface("a"), make.subinterface("b", { vlan: 20, link: "ens33.20" })],
    [make.subinterface("a"), make.subinterface("b", { host: "docker02" })],
    [make.subinterface("a"), make.subinterface("b", { nic: "ens34", link: "ens34.10" })],
  ],
  bad: [
    [
      /link: vlan10 would be a second device for VLAN 10 on ens33 of docker01, beside ens33\.10 of VlanSubinterface "a"/,
      [make.subinterface("a"), make.subinterface("b", { link: "vlan10" })],
    ],
  ],
  unknown: [make.subinterface("a"), make.subinterface("b", { link: UNKNOWN })],
  silent: true,
};
