import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

export const cases: Cases = {
  good: [
    [make.network(), make.container("a", "172.16.10.10")],
    [make.network(), make.containerWith("a", { networksAdvanced: [{ name: "mac_net10", ipv4Address: UNKNOWN }] })],
    [make.dualNetwork(), make.container("a", "172.16.10.10", "docker01", { ipv6Address: "fd00:10::a" })],
    [
      make.ipv6Network(),
      make.containerWith("a", { networksAdvanced: [{ name: "mac_net10", ipv6Address: "fd00:10::a" }] }),
    ],
    [make.bridge("back", "10.0.0.0/24", "docker01"), make.containerWith("a", { networksAdvanced: [{ name: "back" }] })],
  ],
  bad: [
    [
      /networksAdvanced\[0\]: container a on docker01 has no fixed IPv4 or IPv6 address on mac_net10/,
      [make.network(), make.automaticContainer("a")],
    ],
    [/has no fixed IPv4 or IPv6 address on mac_net10/, [make.ipvlanNetwork(), make.automaticContainer("a")]],
    // Docker gives it an address of each family.
    [/has no fixed IPv6 address on mac_net10/, [make.dualNetwork(), make.container("a", "172.16.10.10")]],
  ],
  unknown: [make.network(), make.containerWith("a", { networksAdvanced: UNKNOWN })],
  silent: true,
};
