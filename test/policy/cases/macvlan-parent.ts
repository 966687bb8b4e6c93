import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

export const cases: Cases = {
  good: [[make.network()], [make.networkWith("bridge", {})], [make.networkWith("macvlan", { parent: "bond0" })]],
  bad: [
    [/options\.parent: missing/, [make.networkWith("macvlan", { macvlan_mode: "bridge" })]],
    [/options\.parent: missing/, [make.network({ driver: "ipvlan", options: undefined })]],
    [/options\.parent: lo reaches/, [make.networkWith("macvlan", { parent: "lo" })]],
  ],
  unknown: [make.networkWith("macvlan", { parent: UNKNOWN })],
};
