import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import { conflictFree } from "../plans";
import * as make from "../resources";

export const cases: Cases = {
  good: conflictFree,
  bad: [
    [
      /fd00:10::\/64 .* network mac_net10 on docker02 overlaps .*fd00:10::\/64/,
      [
        ...["docker01", "docker02"].map((host) =>
          make.network({ ipv6: true, ipamConfigs: [{ subnet: "172.16.10.0/24" }, { subnet: "fd00:10::/64" }] }, host),
        ),
        make.container("a", "172.16.10.10"),
        make.container("b", "172.16.10.11", "docker02"),
      ],
    ],
    [
      /ipRange: .*172\.16\.10\.128\/26 .* network mac_net10 on docker02 overlaps .*172\.16\.10\.128\/28/,
      [make.rangedNetwork("172.16.10.128/28"), make.rangedNetwork("172.16.10.128/26", "docker02")],
    ],
  ],
  unknown: [make.rangedNetwork("172.16.10.128/28"), make.rangedNetwork(UNKNOWN, "docker02")],
  silent: true,
};
