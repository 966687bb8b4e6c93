import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

export const cases: Cases = {
  good: [
    [make.subinterface("a", { mtu: 1500 })],
    [make.dockerHost({ mtu: 9000 }), make.subinterface("a", { mtu: 9000 })],
    [make.subinterface("a")],
  ],
  bad: [
    [/mtu: 9000 of ens33\.10 exceeds the 1500 of ens33 on docker01/, [make.subinterface("a", { mtu: 9000 })]],
    [/1501 of ens33\.10/, [make.dockerHost({ mtu: 1500 }), make.subinterface("a", { mtu: 1501 })]],
  ],
  unknown: [make.subinterface("a", { mtu: UNKNOWN })],
  silent: true,
};
