import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import { conflictFree } from "../plans";
import * as make from "../resources";

export const cases: Cases = {
  good: conflictFree,
  bad: [
    [
      /ipv4Address: .*172\.16\.10\.10 .*container a on docker01 .*network mac_net10 \(auxiliary\)/,
      [make.reservingNetwork("docker01"), make.container("a", "172.16.10.10")],
    ],
    [
      /ipv4Address: .*172\.16\.10\.10 .*container b on docker02 .*container a on docker01/,
      [make.network(), make.container("a", "172.16.10.10"), make.container("b", "172.16.10.10", "docker02")],
    ],
    [
      /ipv6Address: .*FD00:10:0::A .*container b on docker02 .*container a on docker01/,
      [
        make.dualNetwork({ driver: "ipvlan", options: { parent: "ens33.10" } }),
        make.container("a", "172.16.10.10", "docker01", { ipv6Address: "fd00:10::a" }),
        make.container("b", "172.16.10.11", "docker02", { ipv6Address: "FD00:10:0::A" }),
      ],
    ],
  ],
  unknown: [make.network(), make.container("a", "172.16.10.10"), make.container("b", UNKNOWN)],
  silent: true,
};
