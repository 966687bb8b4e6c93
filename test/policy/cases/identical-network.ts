import { UNKNOWN, type Resource } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

const differing = (props: Record<string, unknown>): Resource[] => [make.network(), make.network(props, "docker02")];

export const cases: Cases = {
  good: [
    differing({ ipamConfigs: [{ subnet: "172.16.10.0/24", gateway: UNKNOWN }] }),
    differing({ internal: UNKNOWN, ipv6: UNKNOWN }),
    [
      make.network({
        ipamConfigs: [
          { subnet: "172.16.10.0/24", gateway: "172.16.10.1" },
          { subnet: "fd00:10::/64", gateway: "fd00:10::1" },
        ],
      }),
      make.network(
        {
          ipamConfigs: [
            { subnet: "FD00:10::/64", gateway: "fd00:10:0::1" },
            { subnet: "172.16.10.0/24", gateway: "172.16.10.1" },
          ],
        },
        "docker02",
      ),
    ],
    [make.network(), make.network({ options: { parent: "eth0.10" } }, "docker02")],
    // One VLAN under two names.
    [make.network({ options: { parent: "vlan10" } }), make.network({ options: { parent: "eth0.10" } }, "docker02")],
    [make.ipvlanNetwork({ options: { parent: "ens33.10" } }), make.ipvlanNetwork({}, "docker02")],
    [
      make.network(),
      make.network(
        { ipamConfigs: [{ subnet: "172.16.10.0/24", gateway: "172.16.10.1", ipRange: "172.16.10.128/28" }] },
        "docker02",
      ),
    ],
    [make.bridge("back", "10.0.0.0/24", "docker01"), make.bridge("back", "10.0.1.0/24", "docker02")],
  ],
  bad: [
    [
      /ipamConfigs\.gateway: network mac_net10 has 172\.16\.10\.2 on docker02, but 172\.16\.10\.1 in docker\.Network "mac_net10-docker01"/,
      differing({ ipamConfigs: [{ subnet: "172.16.10.0/24", gateway: "172.16.10.2" }] }),
    ],
    [
      /ipamConfigs\.subnet: network mac_net10 has 172\.16\.10\.0\/25/,
      differing({ ipamConfigs: [{ subnet: "172.16.10.0/25" }] }),
    ],
    [/options\.parent: .* has VLAN 11 .* but VLAN 10/, differing({ options: { parent: "ens33.11" } })],
    [
      /options\.macvlan_mode: .* has vepa .* but bridge/,
      differing({ options: { parent: "ens33.10", macvlan_mode: "vepa" } }),
    ],
    [
      /options\.ipvlan_mode: .* has l3 on docker02, but l2/,
      [make.ipvlanNetwork(), make.ipvlanNetwork({ options: { parent: "ens33.10", ipvlan_mode: "l3" } }, "docker02")],
    ],
    [
      /ipamConfigs\.subnet: .* has 172\.16\.10\.0\/24, fd00:10::\/64 on docker02, but 172\.16\.10\.0\/24 in/,
      [make.network(), make.dualNetwork({}, "docker02")],
    ],
    [
      /ipamConfigs\.gateway: .* has 172\.16\.10\.1, fd00:10::2 on docker02, but 172\.16\.10\.1, fd00:10::1 in/,
      [
        make.dualNetwork(),
        make.dualNetwork(
          { ipamConfigs: [{ subnet: "fd00:10::/64", gateway: "fd00:10::2" }, make.DUAL_POOLS[0]] },
          "docker02",
        ),
      ],
    ],
    [
      /options\.com\.docker\.network\.enable_ipv4: .* has false on docker02, but true/,
      [make.ipv6Network(), make.ipv6Network({ "com.docker.network.enable_ipv4": "false" }, {}, "docker02")],
    ],
    [/driver: .* has ipvlan .* but macvlan/, differing({ driver: "ipvlan" })],
    [/internal: .* has true .* but false/, differing({ internal: true })],
    [/ipv6: .* has true .* but false/, differing({ ipv6: true })],
  ],
  unknown: differing({ options: { parent: UNKNOWN } }),
  silent: true,
};
