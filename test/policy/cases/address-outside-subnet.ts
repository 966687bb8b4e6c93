import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import { conflictFree } from "../plans";
import * as make from "../resources";

export const cases: Cases = {
  good: conflictFree,
  bad: [
    [
      /ipv4Address: .*172\.16\.11\.10 .*container a on docker01 .*outside.* subnet 172\.16\.10\.0\/24/,
      [make.network(), make.container("a", "172.16.11.10")],
    ],
    [
      /ipRange: .*172\.16\.11\.0\/28 .*automatic addresses .*outside.* subnet 172\.16\.10\.0\/24/,
      [make.rangedNetwork("172.16.11.0/28")],
    ],
  ],
  unknown: [make.network(), make.container("a", UNKNOWN)],
  silent: true,
};
