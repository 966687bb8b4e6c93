import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

export const cases: Cases = {
  good: [
    [make.dockerHost(), make.subinterface("a"), make.network()],
    [make.subinterface("a"), make.network({}, "any")],
    [make.networkWith("macvlan", { parent: "ens33" })],
    [make.network({ driver: "bridge" })],
  ],
  bad: [
    [/ens33\.10 is not a VlanSubinterface of this stack on docker01/, [make.network()]],
    [/ens33\.10 is not a VlanSubinterface/, [make.network(), make.subinterface("late")]],
    [
      /of this stack on docker02/,
      [
        ...[make.dockerHost({ host: "docker02" }), make.ownProvider("docker02"), make.subinterface("a")],
        make.onOwnProvider(make.network({}, "docker02"), "docker02"),
      ],
    ],
  ],
  unknown: [make.networkWith("macvlan", { parent: UNKNOWN })],
  silent: true,
};
