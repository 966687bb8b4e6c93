import { UNKNOWN, type Resource } from "../analyze";
import * as make from "../resources";
import type { Case } from "./case";

const fixed = { networksAdvanced: [{ name: "mac_net10", ipv4Address: "172.16.10.10" }] };
const ports = [{ internal: 80, external: 8080 }];
const automatic = make.containerWith("a", { networksAdvanced: [{ name: "mac_net10" }] });
const registry = make.container("registry", "172.16.10.5");
const passthru = make.network({ options: { parent: "ens33.10", macvlan_mode: "passthru" } });
const mac = (macAddress: string): Resource => make.container("a", "172.16.10.10", "docker01", { macAddress });
const onTwo = (one: object, other: object): Resource =>
  make.containerWith("a", {
    networksAdvanced: [
      { name: "mac_net10", ipv4Address: "172.16.10.10", ...one },
      { name: "mac_net20", ipv4Address: "172.16.20.10", ...other },
    ],
  });

export const containers: readonly Case[] = [
  {
    rule: "network-by-name",
    good: [
      [make.container("bbox10", "172.16.10.10")],
      [make.containerWith("any", { networksAdvanced: [{ name: "a".repeat(64) }] })],
      [make.containerWith("any", {})],
    ],
    bad: [
      [
        /networksAdvanced\[0\]\.name: 0{64} is no network name/,
        [make.container("bbox10", "172.16.10.10", "docker01", { name: "0".repeat(64) })],
      ],
      [
        /is no network name/,
        [make.containerWith("six", { networksAdvanced: [{ name: "f".repeat(64), ipv6Address: "fd00::1" }] })],
      ],
    ],
    unknown: [make.container("bbox10", "172.16.10.10", "docker01", { name: UNKNOWN })],
  },
  {
    rule: "network-mode",
    good: [
      [make.containerWith("a", fixed)],
      [make.containerWith("a", { ...fixed, networkMode: undefined })],
      [make.containerWith("a", { networkMode: "host" })],
    ],
    bad: [
      [/networkMode: mac_net10 makes Docker ignore/, [make.containerWith("a", { ...fixed, networkMode: "mac_net10" })]],
      [/networkMode: none/, [make.containerWith("a", { ...fixed, networkMode: "none" })]],
    ],
    unknown: [make.containerWith("a", { ...fixed, networkMode: UNKNOWN })],
  },
  {
    rule: "published-ports",
    good: [
      [make.network(), make.containerWith("a", fixed)],
      [
        make.network(),
        make.bridge("back", "172.30.0.0/24", "docker01"),
        make.containerWith("a", { ports, networksAdvanced: [{ name: "mac_net10" }, { name: "back" }] }),
      ],
      [make.containerWith("a", { ports })],
      [make.containerWith("a", { ...fixed, ports })],
    ],
    bad: [
      [
        /ports: have no effect on mac_net10/,
        [make.network(), make.containerWith("a", { ports, networkMode: "mac_net10" })],
      ],
      [/ports: have no effect on mac_net10/, [make.network(), make.containerWith("a", { ...fixed, ports })]],
    ],
    unknown: [make.network(), make.containerWith("a", { ...fixed, ports: UNKNOWN })],
  },
  {
    rule: "image-by-digest",
    good: [[make.containerWith("a", {})], [make.containerWith("a", { image: `sha256:${"f".repeat(64)}` })]],
    bad: [
      [/image: busybox:v1 has no digest/, [make.containerWith("a", { image: "busybox:v1" })]],
      [/has no digest/, [make.containerWith("a", { image: "busybox@sha256:abc" })]],
      [/has no digest/, [make.containerWith("a", { image: `busybox-sha256:${"f".repeat(64)}` })]],
    ],
    unknown: [make.containerWith("a", { image: UNKNOWN })],
    silent: true,
  },
  {
    rule: "fixed-address",
    good: [
      [make.network(), make.container("a", "172.16.10.10")],
      [make.network(), make.containerWith("a", { networksAdvanced: [{ name: "mac_net10", ipv4Address: UNKNOWN }] })],
      [
        make.bridge("back", "10.0.0.0/24", "docker01"),
        make.containerWith("a", { networksAdvanced: [{ name: "back" }] }),
      ],
    ],
    bad: [
      [
        /networksAdvanced\[0\]: container a on docker01 has no fixed IPv4 or IPv6 address on mac_net10/,
        [make.network(), automatic],
      ],
    ],
    unknown: [make.network(), make.containerWith("a", { networksAdvanced: UNKNOWN })],
    silent: true,
  },
  {
    rule: "container-mac",
    good: [
      [make.network(), mac("02:42:ac:10:0a:0a")],
      [make.network(), mac("FE:00:00:00:00:01")],
      [make.network(), make.container("a", "172.16.10.10")],
    ],
    bad: [
      [/macAddress: 01:00:5e:00:00:01 is a multicast address/, [make.network(), mac("01:00:5e:00:00:01")]],
      [/00:50:56:00:00:01 is a vendor's address/, [make.network(), mac("00:50:56:00:00:01")]],
      [/02-42-ac-10-0a-0a is no MAC address/, [make.network(), mac("02-42-ac-10-0a-0a")]],
    ],
    unknown: [make.network(), mac(UNKNOWN)],
    silent: true,
  },
  {
    rule: "explicit-mac",
    good: [
      [make.network(), mac("02:42:ac:10:0a:0a")],
      [make.network(), mac(UNKNOWN)],
      [make.network(), automatic],
    ],
    bad: [[/macAddress: is missing at address 172\.16\.10\.10/, [make.network(), make.container("a", "172.16.10.10")]]],
    unknown: [make.network(), make.containerWith("a", { networksAdvanced: UNKNOWN })],
    silent: true,
  },
  {
    rule: "passthru-container",
    good: [
      [passthru, make.container("a", "172.16.10.10")],
      [make.network(), make.container("a", "172.16.10.10"), make.container("b", "172.16.10.11")],
      [passthru, make.container("a", "172.16.10.10"), make.container("b", "172.16.10.11", "docker02")],
    ],
    bad: [
      [
        /"b": network mac_net10 is in mode passthru and has docker\.Container "a" already/,
        [passthru, make.container("a", "172.16.10.10"), make.container("b", "172.16.10.11")],
      ],
    ],
    unknown: [
      passthru,
      make.container("a", "172.16.10.10"),
      make.container("b", "172.16.10.11", "docker01", { name: UNKNOWN }),
    ],
    silent: true,
  },
  {
    rule: "one-default-gateway",
    good: [
      [make.container("a", "172.16.10.10")],
      [make.network(), onTwo({ gwPriority: 1 }, {})],
      [make.network(), onTwo({ gwPriority: 1 }, { gwPriority: -1 })],
      // No layer-2 network, no business of ours.
      [
        make.bridge("mac_net10", "10.0.0.0/24", "docker01"),
        make.bridge("mac_net20", "10.0.1.0/24", "docker01"),
        onTwo({}, {}),
      ],
      [make.network({ internal: true }), onTwo({}, {})],
      [make.dockerHost({ docker: "28.0.0" }), make.network(), onTwo({}, { gwPriority: 1 })],
    ],
    bad: [
      [
        /no gwPriority decides between mac_net10, mac_net20 for the default route of container a/,
        [make.network(), onTwo({}, {})],
      ],
      [/no gwPriority decides/, [make.network(), onTwo({ gwPriority: 1 }, { gwPriority: 1 })]],
      [
        /ignores gwPriority and takes mac_net10, whose name sorts first, instead of mac_net20/,
        [make.network(), onTwo({}, { gwPriority: 1 })],
      ],
      [
        /Docker before 28\.0\.0 ignores/,
        [make.dockerHost({ docker: "27.5.1" }), make.network(), onTwo({}, { gwPriority: 1 })],
      ],
    ],
    unknown: [make.containerWith("a", { networksAdvanced: UNKNOWN })],
  },
  {
    rule: "reachable-registry",
    good: [
      [make.network(), registry, make.image("RemoteImage", "172.16.10.5:5000/busybox", "docker02")],
      [make.network(), registry, make.image("RemoteImage", "192.168.1.11:5000/busybox")],
      [make.network(), registry, make.image("RemoteImage", "busybox")],
    ],
    bad: [
      [
        /RemoteImage "image" name: the registry 172\.16\.10\.5 is docker\.Container "registry", a macvlan container of docker01/,
        [make.network(), registry, make.image("RemoteImage", "172.16.10.5:5000/busybox")],
      ],
      [
        /image: the registry 172\.16\.10\.5 is/,
        [make.network(), registry, make.containerWith("b", { image: "172.16.10.5:5000/busybox" })],
      ],
    ],
    unknown: [make.network(), registry, make.image("RemoteImage", UNKNOWN)],
    silent: true,
  },
];
