import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

export const cases: Cases = {
  good: [
    [make.network()],
    [make.networkWith("bridge", { anything: "1" })],
    [make.networkWith("ipvlan", { parent: "a", ipvlan_flag: "vepa" })],
  ],
  bad: [
    [
      /options\.mode: not an option of macvlan\. Remove it, or use parent or macvlan_mode/,
      [make.networkWith("macvlan", { parent: "a", mode: "vepa" })],
    ],
    [
      /options\.macvlan_mode: not an option of ipvlan/,
      [make.networkWith("ipvlan", { parent: "a", macvlan_mode: "bridge" })],
    ],
    [/options\.typo/, [make.networkWith("macvlan", { parent: UNKNOWN, typo: UNKNOWN })]],
  ],
  unknown: [make.network({ driver: UNKNOWN })],
};
