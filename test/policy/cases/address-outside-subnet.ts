import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import { conflictFree } from "../plans";
import * as make from "../resources";

export const cases: Cases = {
  good: conflictFree,
  bad: [
    [
      /172\.16\.11\.10 of container a on docker01 lies outside its subnet/,
      [make.network(), make.container("a", "172.16.11.10")],
    ],
    [/172\.16\.11\.0\/28 of automatic addresses .* lies outside its subnet/, [make.rangedNetwork("172.16.11.0/28")]],
  ],
  unknown: [make.network(), make.container("a", UNKNOWN)],
  silent: true,
};
