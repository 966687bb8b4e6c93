import { UNKNOWN, type Resource } from "../analyze";
import * as make from "../resources";
import type { Case } from "./case";

const options = (driver: string, values: object): Resource => make.network({ driver, options: values });
const passthru = (name: string): Resource =>
  make.network({ name, options: { parent: "ens33.10", macvlan_mode: "passthru" } });
const differing = (props: Record<string, unknown>): Resource[] => [make.network(), make.network(props, "docker02")];

export const networks: readonly Case[] = [
  {
    rule: "canonical-subnet",
    good: [
      [make.network()],
      [make.network({ ipamConfigs: [{ subnet: "fd00:10::/64" }] })],
      [make.network({ ipamConfigs: [] })],
    ],
    bad: [
      [
        /ipamConfigs\[0\]\.ipRange: 172\.16\.10\.130\/25 is not canonical\. Write 172\.16\.10\.128\/25/,
        [make.network({ ipamConfigs: [{ ipRange: "172.16.10.130/25" }] })],
      ],
      [
        /172\.16\.10\.5\/24 is not canonical. Write 172\.16\.10\.0\/24/,
        [make.network({ ipamConfigs: [{ subnet: "172.16.10.5/24" }] })],
      ],
      [/Write fd00:10::\/64/, [make.network({ ipamConfigs: [{ subnet: "FD00:10:0::/64" }] })]],
      [/ipamConfigs\[1\].*ten is not canonical/, [make.network({ ipamConfigs: [{}, { subnet: "ten" }] })]],
    ],
    unknown: [make.network({ ipamConfigs: [{ subnet: UNKNOWN }] })],
  },
  {
    rule: "network-delete-before-replace",
    good: [
      [make.network()],
      [make.containerWith("any", {})],
      [{ type: "docker:index/network:Network", name: "plain" }],
    ],
    bad: [
      [/deleteBeforeReplace is not set/, [{ ...make.network(), deleteBeforeReplace: false }]],
      [
        /deleteBeforeReplace is not set/,
        [{ ...make.bridge("plain", "10.0.0.0/24", "docker01"), deleteBeforeReplace: false }],
      ],
    ],
    unknown: [make.network({ name: UNKNOWN })],
    silent: true,
  },
  {
    rule: "macvlan-parent",
    good: [[make.network()], [options("bridge", {})], [options("macvlan", { parent: "bond0" })]],
    bad: [
      [/options\.parent: is missing/, [options("macvlan", { macvlan_mode: "bridge" })]],
      [/options\.parent: is missing/, [make.network({ driver: "ipvlan", options: undefined })]],
      [/options\.parent: lo reaches/, [options("macvlan", { parent: "lo" })]],
    ],
    unknown: [options("macvlan", { parent: UNKNOWN })],
  },
  {
    rule: "macvlan-options",
    good: [
      [make.network()],
      [options("bridge", { anything: "1" })],
      [options("ipvlan", { parent: "a", ipvlan_flag: "vepa" })],
    ],
    bad: [
      [
        /options\.mode: unknown to macvlan. It knows parent, macvlan_mode/,
        [options("macvlan", { parent: "a", mode: "vepa" })],
      ],
      [/options\.macvlan_mode: unknown to ipvlan/, [options("ipvlan", { parent: "a", macvlan_mode: "bridge" })]],
      [/options\.typo/, [options("macvlan", { parent: UNKNOWN, typo: UNKNOWN })]],
    ],
    unknown: [make.network({ driver: UNKNOWN })],
  },
  {
    rule: "explicit-gateway",
    good: [
      [make.network()],
      [make.network({ internal: true, ipamConfigs: [{ subnet: "172.16.10.0/24" }] })],
      [make.bridge("back", "172.30.0.0/24", "docker01")],
      [
        make.network({
          driver: "ipvlan",
          options: { parent: "a", ipvlan_mode: "l3s" },
          ipamConfigs: [{ subnet: "10.0.0.0/24" }],
        }),
      ],
      [make.network({ ipamConfigs: [{ subnet: "172.16.10.0/24", gateway: UNKNOWN }] })],
    ],
    bad: [
      [
        /ipamConfigs\[1\]\.gateway: is missing/,
        [make.network({ ipamConfigs: [{ gateway: "10.0.0.1" }, { subnet: "fd00::/64" }] })],
      ],
      [
        /ipamConfigs\[0\]\.gateway: is missing/,
        [make.network({ ipamConfigs: [{ subnet: "10.0.0.0/24", gateway: "" }] })],
      ],
      [/ipamConfigs: is missing\. Give a subnet/, [make.network({ ipamConfigs: undefined })]],
    ],
    unknown: [make.network({ ipamConfigs: UNKNOWN })],
  },
  {
    rule: "vlan-id",
    good: ["ens33", "ens33.1", "ens33.4094", "v10"].map((parent) => [options("macvlan", { parent })]),
    bad: ["ens33.0", "ens33.4095", "ens33.010", "ens33.x", "ens33.1.2", ".5"].map((parent) => [
      /names no VLAN ID from 1 to 4094/,
      [options("macvlan", { parent })],
    ]),
    unknown: [options("macvlan", { parent: UNKNOWN })],
  },
  {
    rule: "parent-name-length",
    good: [[options("macvlan", { parent: "enp0s31f6u1.100" })], [options("bridge", { parent: "x".repeat(16) })]],
    bad: [[/enp0s31f6u1\.1000 is longer than 15 bytes/, [options("macvlan", { parent: "enp0s31f6u1.1000" })]]],
    unknown: [options("macvlan", { parent: UNKNOWN })],
  },
  {
    rule: "readable-address",
    good: [
      [make.network(), make.container("a", "172.16.10.10")],
      [make.containerWith("a", { networksAdvanced: [{ name: "n", ipv6Address: "FD00::A" }] })],
    ],
    bad: [
      [/ipv4Address: 172\.16\.10\.300 is no IPv4 address/, [make.container("a", "172.16.10.300")]],
      [/ipv4Address: 172\.16\.10\.10\/24 is no IPv4 address/, [make.container("a", "172.16.10.10/24")]],
      [
        /ipv6Address: 10\.0\.0\.1 is no IPv6 address/,
        [make.containerWith("a", { networksAdvanced: [{ name: "n", ipv6Address: "10.0.0.1" }] })],
      ],
      [
        /ipamConfigs\[0\]\.gateway: 172\.16\.10\.1\/24 is no IP address/,
        [make.network({ ipamConfigs: [{ gateway: "172.16.10.1/24" }] })],
      ],
      [
        /ipamConfigs\[0\]\.auxAddress\.web: bad is no IP address/,
        [make.network({ ipamConfigs: [{ auxAddress: { web: "bad" } }] })],
      ],
    ],
    unknown: [make.network({ ipamConfigs: UNKNOWN })],
  },
  {
    rule: "ipv6-mode",
    good: [
      [make.network()],
      [make.network({ ipv6: true, ipamConfigs: [{ subnet: "172.16.10.0/24" }, { subnet: "fd00:10::/64" }] })],
      [make.network({ driver: "bridge", ipv6: undefined })],
    ],
    bad: [
      [/ipv6: is missing/, [make.network({ ipv6: undefined })]],
      [/ipv6: is true without an IPv6 subnet/, [make.network({ ipv6: true })]],
      [/ipv6: is false beside the subnet fd00:10::\/64/, [make.network({ ipamConfigs: [{ subnet: "fd00:10::/64" }] })]],
    ],
    unknown: [make.network({ ipv6: UNKNOWN })],
  },
  {
    rule: "parent-kind",
    good: ["ens33", "eth0.10", "bond0", "team0.7", "enp3s0", "raid", "br0", "tap0"].map((parent) => [
      options("macvlan", { parent }),
    ]),
    bad: [
      [/wlan0 is wireless/, [options("macvlan", { parent: "wlan0" })]],
      [/wlp2s0 is wireless/, [options("ipvlan", { parent: "wlp2s0" })]],
      [/docker0 is Docker's own/, [options("macvlan", { parent: "docker0" })]],
      [/br-0123456789ab is Docker's own/, [options("macvlan", { parent: "br-0123456789ab" })]],
      [/wg0 is a tunnel/, [options("macvlan", { parent: "wg0" })]],
    ],
    unknown: [options("macvlan", { parent: UNKNOWN })],
    silent: true,
  },
  {
    rule: "native-vlan",
    good: [[make.network()], [options("macvlan", { parent: "ens33.11" })], [options("bridge", { parent: "ens33.1" })]],
    bad: [[/ens33\.1 is VLAN 1/, [options("macvlan", { parent: "ens33.1" })]]],
    unknown: [options("macvlan", { parent: UNKNOWN })],
    silent: true,
  },
  {
    rule: "own-subinterface",
    good: [
      [make.dockerHost(), make.subinterface("a"), make.network()],
      [make.subinterface("a"), make.network({}, "any")],
      [options("macvlan", { parent: "ens33" })],
      [make.network({ driver: "bridge" })],
    ],
    bad: [
      [/ens33\.10 is no VlanSubinterface of this stack on docker01/, [make.network()]],
      [/ens33\.10 is no VlanSubinterface/, [make.network(), make.subinterface("late")]],
      [
        /of this stack on docker02/,
        [
          ...[make.dockerHost({ host: "docker02" }), make.ownProvider("docker02"), make.subinterface("a")],
          make.onOwnProvider(make.network({}, "docker02"), "docker02"),
        ],
      ],
    ],
    unknown: [options("macvlan", { parent: UNKNOWN })],
    silent: true,
  },
  {
    rule: "one-network-per-parent",
    good: [
      [make.network(), make.network({}, "docker02")],
      [make.network(), make.network({ name: "b", options: { parent: "ens33.20" } })],
      [make.network(), make.bridge("b", "10.0.0.0/24", "docker01")],
      [make.dockerHost({ docker: "27.0.1" }), make.network(), make.network({ name: "b" })],
    ],
    bad: [
      [
        /Docker refuses a second network/,
        [
          make.dockerHost({ docker: "29.0.0" }),
          make.network({ driver: "ipvlan" }),
          make.network({ name: "b", driver: "ipvlan" }),
        ],
      ],
      [
        /ens33\.10 of docker01 carries docker\.Network "mac_net10-docker01" already, and Docker of no stated version/,
        [make.network(), make.network({ name: "b" })],
      ],
      [
        /Docker 26\.1\.5 may refuse/,
        [make.dockerHost({ docker: "26.1.5" }), make.network(), make.network({ name: "b" })],
      ],
    ],
    unknown: [make.network(), make.network({ name: "b", options: { parent: UNKNOWN } })],
    silent: true,
  },
  {
    rule: "one-driver-per-parent",
    good: [
      [make.network(), make.network({ name: "b", driver: "ipvlan" }, "docker02")],
      [make.network(), make.network({ name: "b" })],
      [make.network(), make.network({ name: "b", driver: "ipvlan", options: { parent: "ens33" } })],
    ],
    bad: [
      [
        /driver: ipvlan on ens33\.10 of docker01 meets macvlan/,
        [make.network(), make.network({ name: "b", driver: "ipvlan" })],
      ],
    ],
    unknown: [make.network(), make.network({ name: "b", driver: UNKNOWN })],
    silent: true,
  },
  {
    rule: "passthru-alone",
    good: [
      [passthru("a")],
      [passthru("a"), make.network({ name: "b", options: { parent: "ens33.20" } })],
      [make.network(), make.network({ name: "b" })],
    ],
    bad: [
      [/is shared with docker\.Network "a-docker01"/, [passthru("a"), make.network({ name: "b" })]],
      [/in mode passthru/, [make.network({ name: "b" }), passthru("a")]],
    ],
    unknown: [passthru("a"), make.network({ name: "b", options: { parent: UNKNOWN } })],
    silent: true,
  },
  {
    rule: "identical-network",
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
        /ipamConfigs\.gateway: 172\.16\.10\.2 of network mac_net10 on docker02 is 172\.16\.10\.1 in docker\.Network "mac_net10-docker01"/,
        differing({ ipamConfigs: [{ subnet: "172.16.10.0/24", gateway: "172.16.10.2" }] }),
      ],
      [/ipamConfigs\.subnet: 172\.16\.10\.0\/25/, differing({ ipamConfigs: [{ subnet: "172.16.10.0/25" }] })],
      [/options\.parent: VLAN 11 .* is VLAN 10/, differing({ options: { parent: "ens33.11" } })],
      [
        /options\.macvlan_mode: vepa .* is bridge/,
        differing({ options: { parent: "ens33.10", macvlan_mode: "vepa" } }),
      ],
      [/driver: ipvlan .* is macvlan/, differing({ driver: "ipvlan" })],
      [/internal: true .* is false/, differing({ internal: true })],
      [/ipv6: true .* is false/, differing({ ipv6: true })],
    ],
    unknown: differing({ options: { parent: UNKNOWN } }),
    silent: true,
  },
];
