import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

export const cases: Cases = {
  good: [
    [make.network()],
    [make.networkWith("macvlan", { parent: "ens33.11" })],
    [make.networkWith("bridge", { parent: "ens33.1" })],
  ],
  bad: [
    [/vlan1 is on VLAN 1,/, [make.networkWith("ipvlan", { parent: "vlan1" })]],
    [/ens33\.1 is on VLAN 1,/, [make.networkWith("macvlan", { parent: "ens33.1" })]],
  ],
  unknown: [make.networkWith("macvlan", { parent: UNKNOWN })],
  silent: true,
};
