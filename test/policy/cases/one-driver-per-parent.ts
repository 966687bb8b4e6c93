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
    [
      /driver: macvlan on ens33\.10 of docker01 conflicts with ipvlan of docker\.Network "mac_net10-docker01"/,
      [make.ipvlanNetwork(), make.network({ name: "b" })],
    ],
  ],
  unknown: [make.network(), make.network({ name: "b", driver: UNKNOWN })],
  silent: true,
};
