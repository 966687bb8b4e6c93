import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

export const cases: Cases = {
  good: [
    [make.networkWith("macvlan", { parent: "enp0s31f6u1.100" })],
    [make.networkWith("bridge", { parent: "x".repeat(16) })],
  ],
  bad: [[/enp0s31f6u1\.1000 is longer than 15 bytes/, [make.networkWith("macvlan", { parent: "enp0s31f6u1.1000" })]]],
  unknown: [make.networkWith("macvlan", { parent: UNKNOWN })],
};
