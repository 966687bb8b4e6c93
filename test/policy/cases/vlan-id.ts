import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

export const cases: Cases = {
  good: ["ens33", "ens33.1", "ens33.4094", "v10"].map((parent) => [make.networkWith("macvlan", { parent })]),
  bad: ["ens33.0", "ens33.4095", "ens33.010", "ens33.x", "ens33.1.2", ".5"].map((parent) => [
    /has no VLAN ID from 1 to 4094/,
    [make.networkWith("macvlan", { parent })],
  ]),
  unknown: [make.networkWith("macvlan", { parent: UNKNOWN })],
};
