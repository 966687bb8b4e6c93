import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import { conflictFree } from "../plans";
import * as make from "../resources";

export const cases: Cases = {
  good: conflictFree,
  bad: [
    [
      /ipv4Address: .*172\.16\.10\.130 .*container a on docker02 .* 172\.16\.10\.128\/28 .* network mac_net10 on docker01/,
      [make.rangedNetwork("172.16.10.128/28"), make.container("a", "172.16.10.130", "docker02")],
    ],
    [
      /172\.16\.10\.10 .*container a .* 172\.16\.10\.0\/24 .*automatic addresses/,
      [
        make.network(),
        make.container("a", "172.16.10.10"),
        make.containerWith("b", { networksAdvanced: [{ name: "mac_net10" }] }),
      ],
    ],
  ],
  unknown: [make.rangedNetwork("172.16.10.128/28"), make.container("a", UNKNOWN)],
  silent: true,
};
