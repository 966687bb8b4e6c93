import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import { conflictFree } from "../plans";
import * as make from "../resources";

export const cases: Cases = {
  good: conflictFree,
  bad: [
    [
      /ipv4Address: .*172\.16\.10\.255 .*container a on docker01 .*broadcast address/,
      [make.network(), make.container("a", "172.16.10.255")],
    ],
  ],
  unknown: [make.network(), make.container("a", UNKNOWN)],
  silent: true,
};
