import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

export const cases: Cases = {
  good: [
    [make.network()],
    [make.networkWith("bridge", { anything: "1" })],
    [make.networkWith("ipvlan", { parent: "a", ipvlan_flag: "vepa" })],
    ...["bridge", "private", "vepa", "passthru", "", UNKNOWN].map((mode) => [
      make.networkWith("macvlan", { parent: "a", macvlan_mode: mode }),
    ]),
    ...["l2", "l3", "l3s"].map((mode) => [make.networkWith("ipvlan", { parent: "a", ipvlan_mode: mode })]),
    ...["macvlan", "ipvlan"].map((driver) => [
      make.networkWith(driver, { parent: "a", "com.docker.network.enable_ipv4": "false" }),
    ]),
  ],
  bad: [
    [
      /options\.mode: not an option of macvlan\. Remove it, or use parent or macvlan_mode\./,
      [make.networkWith("macvlan", { parent: "a", mode: "vepa" })],
    ],
    [
      /options\.macvlan_mode: not an option of ipvlan/,
      [make.networkWith("ipvlan", { parent: "a", macvlan_mode: "bridge" })],
    ],
    [
      /options\.ipvlan_flags: not an option of ipvlan\. Remove it, or use parent or ipvlan_mode or ipvlan_flag/,
      [make.networkWith("ipvlan", { parent: "a", ipvlan_flags: "vepa" })],
    ],
    [
      /options\.macvlan_mode: l2 is not a mode of macvlan\. Use bridge or private or vepa or passthru/,
      [make.networkWith("macvlan", { parent: "a", macvlan_mode: "l2" })],
    ],
    [/options\.ipvlan_mode: bridge is not a mode of ipvlan/, [make.networkWith("ipvlan", { ipvlan_mode: "bridge" })]],
    [/options\.typo/, [make.networkWith("macvlan", { parent: UNKNOWN, typo: UNKNOWN })]],
  ],
  unknown: [make.network({ driver: UNKNOWN })],
};
