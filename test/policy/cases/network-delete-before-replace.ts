import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

export const cases: Cases = {
  good: [[make.network()], [make.containerWith("any", {})], [{ type: "docker:index/network:Network", name: "plain" }]],
  bad: [
    [/deleteBeforeReplace is not set/, [{ ...make.network(), deleteBeforeReplace: false }]],
    [
      /deleteBeforeReplace is not set/,
      [{ ...make.bridge("plain", "10.0.0.0/24", "docker01"), deleteBeforeReplace: false }],
    ],
  ],
  unknown: [make.network({ name: UNKNOWN })],
  silent: true,
};
