import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

const mac = { macAddress: "02:42:ac:10:0a:0a" };

export const cases: Cases = {
  good: [
    [make.network(), make.container("a", "172.16.10.10")],
    [make.network(), make.container("a", "172.16.10.10", "docker01", { macAddress: UNKNOWN })],
    // Reported by ipvlan-mac.
    [make.ipvlanNetwork(), make.container("a", "172.16.10.10", "docker01", mac)],
  ],
  bad: [
    [
      /"a" networksAdvanced\[0\]\.macAddress: 02:42:ac:10:0a:0a has no effect.* set mac on the attachment .* Docker 29\.3\.0/,
      [make.network(), make.container("a", "172.16.10.10", "docker01", mac)],
    ],
    [/macAddress: 02:42:ac:10:0a:0a has no effect/, [make.container("a", "172.16.10.10", "docker01", mac)]],
    [
      /macAddress: 02:42:ac:10:0a:0a has no effect/,
      [
        make.bridge("back", "172.30.0.0/24", "docker01"),
        make.container("a", "172.30.0.9", "docker01", { name: "back", ...mac }),
      ],
    ],
    [
      /macAddress: 02:42:ac:10:0a:0a has no effect/,
      [
        make.ipv6Network(),
        make.containerWith("a", { networksAdvanced: [{ name: "mac_net10", ipv6Address: "fd00:10::a", ...mac }] }),
      ],
    ],
  ],
  unknown: [make.network(), make.containerWith("a", { networksAdvanced: UNKNOWN })],
  silent: true,
};
