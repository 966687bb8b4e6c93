import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

const mac = { macAddress: "02:42:ac:10:0a:0a" };

export const cases: Cases = {
  good: [
    [make.ipvlanNetwork(), make.container("a", "172.16.10.10")],
    [make.network(), make.container("a", "172.16.10.10", "docker01", mac)],
    [make.container("a", "172.16.10.10", "docker01", mac)],
  ],
  bad: [
    [
      /"a" networksAdvanced\[0\]\.macAddress: 02:42:ac:10:0a:0a cannot be set on mac_net10, whose driver ipvlan .* or use macvlan/,
      [make.ipvlanNetwork(), make.container("a", "172.16.10.10", "docker01", mac)],
    ],
    [
      /cannot be set on mac_net10/,
      [
        make.ipvlanNetwork({ ipv6: true, ipamConfigs: make.DUAL_POOLS }),
        make.container("a", "172.16.10.10", "docker01", { ipv6Address: "fd00:10::a", ...mac }),
      ],
    ],
  ],
  unknown: [make.ipvlanNetwork(), make.container("a", "172.16.10.10", "docker01", { macAddress: UNKNOWN })],
  silent: true,
};
