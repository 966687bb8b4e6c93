import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import { conflictFree } from "../plans";
import * as make from "../resources";

export const cases: Cases = {
  good: conflictFree,
  bad: [
    [
      /172\.16\.10\.10 of container a on docker01 is already taken by network mac_net10 \(auxiliary\)/,
      [make.reservingNetwork("docker01"), make.container("a", "172.16.10.10")],
    ],
    [
      /172\.16\.10\.10 of container b on docker02 is already taken by container a on docker01/,
      [make.network(), make.container("a", "172.16.10.10"), make.container("b", "172.16.10.10", "docker02")],
    ],
  ],
  unknown: [make.network(), make.container("a", "172.16.10.10"), make.container("b", UNKNOWN)],
  silent: true,
};
