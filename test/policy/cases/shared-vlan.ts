import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import { conflictFree } from "../plans";
import * as make from "../resources";

export const cases: Cases = {
  good: conflictFree,
  bad: [
    [
      /options\.parent: .*network b .*VLAN 10.*network mac_net10/,
      [make.network(), make.network({ name: "b", ipamConfigs: [{ subnet: "10.0.0.0/24" }] }, "docker02")],
    ],
    [
      /network six is on VLAN 10, and so is network mac_net10 .* put both subnets into the ipamConfigs of one network/,
      [make.network(), make.ipv6Network({}, { name: "six" })],
    ],
    // One VLAN under two names.
    [
      /network b is on VLAN 10, and so is network mac_net10/,
      [
        make.network(),
        make.network(
          { name: "b", options: { parent: "vlan10" }, ipamConfigs: [{ subnet: "10.0.0.0/24" }] },
          "docker02",
        ),
      ],
    ],
  ],
  unknown: [make.network(), make.network({ name: "b", options: { parent: UNKNOWN } })],
  silent: true,
};
