import type { AddressPlan, PlannedAddress, PlannedSubnet } from "../../../topology/plan/address-plan";
import { UNKNOWN, type Resource } from "../analyze";
import * as make from "../resources";
import type { Case } from "./case";

const plan = make.planOf("Pulumi.dev.yaml");
const empty: AddressPlan = { subnets: [], ranges: [], addresses: [], networks: [] };
const fabric = (part: Partial<AddressPlan>): Resource => make.fabric({ ...empty, ...part });
const flat: PlannedSubnet = {
  kind: "segment",
  subnet: "172.22.16.0/24",
  domain: "untagged LAN",
  hosts: ["docker01", "docker02"],
  owner: "segment flat",
  path: "segments.flat.subnet",
};
const vpn: PlannedSubnet = {
  kind: "foreign",
  subnet: "172.22.16.0/20",
  domain: "elsewhere",
  owner: "VPN office",
  path: "foreign.office.subnet",
};
const many = (count: number): PlannedAddress[] =>
  Array.from({ length: count }, (_, index) => ({
    kind: "container",
    address: `10.0.0.${index + 1}`,
    subnet: "10.0.0.0/24",
    domain: "VLAN 10",
    owner: "x",
    path: "x",
    host: "docker01",
    mac: `02:42:0a:00:00:${index.toString(16).padStart(2, "0")}`,
  }));
const ranged = (ipRange: string, host = "docker01"): Resource =>
  make.network({ ipamConfigs: [{ subnet: "172.16.10.0/24", gateway: "172.16.10.1", ipRange }] }, host);
const kept = (host: string): Resource =>
  make.network(
    { ipamConfigs: [{ subnet: "172.16.10.0/24", gateway: "172.16.10.1", auxAddress: { a: "172.16.10.10" } }] },
    host,
  );
const withMac = (name: string, address: string): Resource =>
  make.container(name, address, "docker01", { macAddress: "02:00:00:00:00:0a" });
const byHand = (count: number): Resource[] =>
  Array.from({ length: count }, (_, index) => make.container(`c${index}`, `172.16.10.${index + 10}`));
/** What none of the rules about addresses has anything to say about. */
const sound = [
  [make.fabric(plan)],
  [
    make.network(),
    make.network({}, "docker02"),
    make.container("a", "172.16.10.10"),
    make.container("b", "172.16.10.11", "docker02"),
  ],
  [ranged("172.16.10.128/28"), ranged("172.16.10.144/28", "docker02"), make.container("a", "172.16.10.10")],
  // An auxiliary address keeps one Docker off what another one gives away.
  [make.network(), kept("docker02"), make.container("a", "172.16.10.10")],
  // One name, two networks: each host has its own.
  [
    make.network({ name: "front" }),
    make.bridge("front", "10.2.0.0/24", "docker02"),
    make.container("a", "10.2.0.5", "docker02", { name: "front" }),
  ],
  // Two interfaces of one host are on two switches.
  [
    make.network(),
    make.network({
      name: "b",
      options: { parent: "eth1.10" },
      ipamConfigs: [{ subnet: "10.3.0.0/24", gateway: "10.3.0.1" }],
    }),
  ],
];

export const plans: readonly Case[] = [
  {
    rule: "fabric-plan",
    good: [[make.fabric(plan)]],
    bad: [
      [/input plan is missing/, [{ ...make.fabric(plan), props: {} }]],
      [/input plan is missing/, [{ ...make.fabric(plan), props: { plan: { subnets: [], networks: [] } } }]],
    ],
    unknown: [{ ...make.fabric(plan), props: { plan: UNKNOWN } }],
  },
  {
    rule: "allowed-ranges",
    good: [[make.fabric(plan)], [make.network()], [make.network({ ipamConfigs: [{ subnet: "2001:db8:1::/64" }] })]],
    bad: [
      [
        /segments\.flat\.subnet: subnet 8\.8\.8\.0\/24 of segment flat lies in none of the allowed ranges/,
        [fabric({ subnets: [{ ...flat, subnet: "8.8.8.0/24" }] })],
      ],
      [
        /ipamConfigs\[0\]\.subnet: 172\.0\.0\.0\/8 lies in none/,
        [make.network({ ipamConfigs: [{ subnet: "172.0.0.0/8" }] })],
      ],
    ],
    unknown: [make.network({ ipamConfigs: [{ subnet: UNKNOWN }] })],
    silent: true,
  },
  {
    rule: "mac-budget",
    good: [[make.fabric(plan)], [fabric({ addresses: many(63) })], [make.network(), ...byHand(63)]],
    bad: [
      [
        /the port of docker01 on the LAN would carry 65 MAC addresses, the NIC's own included; its budget is 64/,
        [fabric({ addresses: many(64) })],
      ],
      [/"c63": the port of ens33 on docker01 would carry 65 MAC addresses/, [make.network(), ...byHand(64)]],
    ],
    unknown: [{ ...make.fabric(plan), props: { plan: UNKNOWN } }],
    silent: true,
  },
  ...[
    {
      rule: "overlapping-subnets",
      bad: [
        [
          /docker\.Network "b-docker01".*overlaps subnet 192\.168\.1\.0\/24 of the LAN/,
          [make.fabric(plan), make.bridge("b", "192.168.1.0/24", "docker01")],
        ],
        [
          /subnet 172\.22\.0\.0\/16 of segment flat/,
          [fabric({ subnets: [flat, { ...flat, subnet: "172.22.0.0/16", domain: "VLAN 9" }] })],
        ],
        [
          /ipamConfigs\[0\]\.subnet: subnet 172\.16\.10\.128\/25/,
          [
            make.network(),
            make.network({ name: "b", options: { parent: "ens33.9" }, ipamConfigs: [{ subnet: "172.16.10.128/25" }] }),
          ],
        ],
      ],
      unknown: [make.network(), make.network({ name: "b", ipamConfigs: [{ subnet: UNKNOWN }] })],
    },
    {
      rule: "foreign-network",
      bad: [
        [
          /docker\.Network "b-docker01".*overlaps subnet 172\.22\.16\.0\/20 of VPN/,
          [fabric({ subnets: [vpn] }), make.bridge("b", "172.22.16.0/20", "docker01")],
        ],
        [
          /overlaps subnet 172\.22\.16\.0\/20 of VPN office \(elsewhere, foreign\.office\.subnet\)/,
          [fabric({ subnets: [flat, vpn] })],
        ],
        [
          /docker\.Network "mac_net10-docker01".*overlaps subnet 172\.16\.0\.0\/16/,
          [fabric({ subnets: [{ ...vpn, subnet: "172.16.0.0/16" }] }), make.network()],
        ],
      ],
      unknown: [fabric({ subnets: [vpn] }), make.network({ ipamConfigs: [{ subnet: UNKNOWN }] })],
    },
    {
      rule: "overlapping-ranges",
      bad: [
        [
          /fd00:10::\/64 of automatic addresses of network mac_net10 on docker02 overlaps fd00:10::\/64/,
          [
            ...["docker01", "docker02"].map((host) =>
              make.network(
                { ipv6: true, ipamConfigs: [{ subnet: "172.16.10.0/24" }, { subnet: "fd00:10::/64" }] },
                host,
              ),
            ),
            make.container("a", "172.16.10.10"),
            make.container("b", "172.16.10.11", "docker02"),
          ],
        ],
        [
          /ipRange: 172\.16\.10\.128\/26 of automatic addresses of network mac_net10 on docker02 overlaps 172\.16\.10\.128\/28/,
          [ranged("172.16.10.128/28"), ranged("172.16.10.128/26", "docker02")],
        ],
      ],
      unknown: [ranged("172.16.10.128/28"), ranged(UNKNOWN, "docker02")],
    },
    {
      rule: "address-in-range",
      bad: [
        [
          /172\.16\.10\.130 of container a on docker02 lies in 172\.16\.10\.128\/28 of automatic addresses of network mac_net10 on docker01/,
          [ranged("172.16.10.128/28"), make.container("a", "172.16.10.130", "docker02")],
        ],
        [
          /172\.16\.10\.10 of container a .* lies in 172\.16\.10\.0\/24 of automatic addresses/,
          [
            make.network(),
            make.container("a", "172.16.10.10"),
            make.containerWith("b", { networksAdvanced: [{ name: "mac_net10" }] }),
          ],
        ],
      ],
      unknown: [ranged("172.16.10.128/28"), make.container("a", UNKNOWN)],
    },
    {
      rule: "duplicate-address",
      bad: [
        [
          /172\.16\.10\.10 of container a on docker01 is already taken by network mac_net10 \(auxiliary\)/,
          [kept("docker01"), make.container("a", "172.16.10.10")],
        ],
        [
          /172\.16\.10\.10 of container b on docker02 is already taken by container a on docker01/,
          [make.network(), make.container("a", "172.16.10.10"), make.container("b", "172.16.10.10", "docker02")],
        ],
      ],
      unknown: [make.network(), make.container("a", "172.16.10.10"), make.container("b", UNKNOWN)],
    },
    {
      rule: "address-outside-subnet",
      bad: [
        [
          /172\.16\.11\.10 of container a on docker01 lies outside its subnet/,
          [make.network(), make.container("a", "172.16.11.10")],
        ],
        [/172\.16\.11\.0\/28 of automatic addresses .* lies outside its subnet/, [ranged("172.16.11.0/28")]],
      ],
      unknown: [make.network(), make.container("a", UNKNOWN)],
    },
    {
      rule: "unusable-address",
      bad: [
        [
          /172\.16\.10\.255 of container a on docker01 is the broadcast address/,
          [make.network(), make.container("a", "172.16.10.255")],
        ],
      ],
      unknown: [make.network(), make.container("a", UNKNOWN)],
    },
    {
      rule: "duplicate-mac",
      bad: [
        [
          /MAC 02:00:00:00:00:0a of container b/,
          [make.network(), withMac("a", "172.16.10.10"), withMac("b", "172.16.10.11")],
        ],
      ],
      unknown: [
        make.network(),
        withMac("a", "172.16.10.10"),
        make.container("b", "172.16.10.11", "docker01", { macAddress: UNKNOWN }),
      ],
    },
    {
      rule: "shared-vlan",
      bad: [
        [
          /options\.parent: network b is on VLAN 10, and so is network mac_net10/,
          [make.network(), make.network({ name: "b", ipamConfigs: [{ subnet: "10.0.0.0/24" }] }, "docker02")],
        ],
      ],
      unknown: [make.network(), make.network({ name: "b", options: { parent: UNKNOWN } })],
    },
    {
      rule: "duplicate-network",
      bad: [
        [
          /name: network name mac_net10 of network mac_net10 is already that of/,
          [make.network(), { ...make.network(), name: "again" }],
        ],
      ],
      unknown: [make.network(), make.network({ name: UNKNOWN })],
    },
  ].map((conflict): Case => ({ ...conflict, bad: conflict.bad as unknown as Case["bad"], good: sound, silent: true })),
];
