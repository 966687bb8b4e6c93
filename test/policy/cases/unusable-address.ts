import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import { conflictFree } from "../plans";
import * as make from "../resources";

export const cases: Cases = {
  good: conflictFree,
  bad: [
    ...["macvlan", "ipvlan"].map((driver): Cases["bad"][number] => [
      /ipamConfigs\[1\]\.gateway: fe80::1 of the gateway of network mac_net10 is a link-local address, and Docker takes no such gateway\. Give the router an address in fd00:10::\/64/,
      [
        make.dualNetwork({
          driver,
          options: { parent: "ens33.10" },
          ipamConfigs: [make.DUAL_POOLS[0], { subnet: "fd00:10::/64", gateway: "fe80::1" }],
        }),
      ],
    ]),
    [
      /ipv4Address: .*172\.16\.10\.255 .*container a on docker01 .*broadcast address/,
      [make.network(), make.container("a", "172.16.10.255")],
    ],
  ],
  unknown: [make.network(), make.container("a", UNKNOWN)],
  silent: true,
};
