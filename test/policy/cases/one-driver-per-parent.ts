import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

export const cases: Cases = {
  good: [
    [make.network(), make.network({ name: "b", driver: "ipvlan" }, "docker02")],
    [make.network(), make.network({ name: "b" })],
    [make.network(), make.network({ name: "b", driver: "ipvlan", options: { parent: "ens33" } })],
  ],
  bad: [
    [
      /driver: ipvlan on ens33\.10 of docker01 conflicts with macvlan/,
      [make.network(), make.network({ name: "b", driver: "ipvlan" })],
    ],
  ],
  unknown: [make.network(), make.network({ name: "b", driver: UNKNOWN })],
  silent: true,
};
