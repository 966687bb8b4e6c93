import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

export const cases: Cases = {
  good: [
    [make.network(), make.network({}, "docker02")],
    [make.network(), make.network({ name: "b", options: { parent: "ens33.20" } })],
    [make.network(), make.bridge("b", "10.0.0.0/24", "docker01")],
    [make.dockerHost({ docker: "27.0.1" }), make.network(), make.network({ name: "b" })],
    [make.dockerHost({ required: "28.0.0" }), make.network(), make.network({ name: "b" })],
  ],
  bad: [
    [
      /Docker refuses a second network/,
      [
        make.dockerHost({ docker: "29.0.0" }),
        make.network({ driver: "ipvlan" }),
        make.network({ name: "b", driver: "ipvlan" }),
      ],
    ],
    [
      /ens33\.10 of docker01 already carries docker\.Network "mac_net10-docker01", and Docker of an undeclared version/,
      [make.network(), make.network({ name: "b" })],
    ],
    [
      /Docker 26\.1\.5 may refuse/,
      [make.dockerHost({ docker: "26.1.5" }), make.network(), make.network({ name: "b" })],
    ],
  ],
  unknown: [make.network(), make.network({ name: "b", options: { parent: UNKNOWN } })],
  silent: true,
};
