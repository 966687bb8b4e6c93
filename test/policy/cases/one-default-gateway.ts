import { UNKNOWN, type Resource } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

const onTwo = (one: object, other: object): Resource =>
  make.containerWith("a", {
    networksAdvanced: [
      { name: "mac_net10", ipv4Address: "172.16.10.10", ...one },
      { name: "mac_net20", ipv4Address: "172.16.20.10", ...other },
    ],
  });

const onTwo6 = make.containerWith("a", {
  networksAdvanced: [
    { name: "mac_net10", ipv6Address: "fd00:10::a" },
    { name: "mac_net20", ipv4Address: "172.16.20.10" },
  ],
});
const besideBridge = (attach: object): Resource =>
  make.containerWith("a", {
    networksAdvanced: [{ name: "mac_net10", ipv4Address: "172.16.10.10", ...attach }, { name: "a_bridge" }],
  });
const POOLS_20 = [
  { subnet: "172.16.20.0/24", gateway: "172.16.20.1" },
  { subnet: "fd00:20::/64", gateway: "fd00:20::1" },
];
const NET_20 = { name: "mac_net20", options: { parent: "ens33.20" }, ipamConfigs: POOLS_20.slice(0, 1) };
const dual20 = make.dualNetwork({ ...NET_20, ipamConfigs: POOLS_20 });

export const cases: Cases = {
  good: [
    [make.container("a", "172.16.10.10")],
    [make.network(), onTwo({ gwPriority: 1 }, {})],
    [make.network(), onTwo({ gwPriority: 1 }, { gwPriority: -1 })],
    // Without a layer-2 network, the rule does not apply.
    [
      make.bridge("mac_net10", "10.0.0.0/24", "docker01"),
      make.bridge("mac_net20", "10.0.1.0/24", "docker01"),
      onTwo({}, {}),
    ],
    [make.network({ internal: true }), onTwo({}, {})],
    [make.dockerHost({ docker: "28.0.0" }), make.network(), onTwo({}, { gwPriority: 1 })],
    [make.dockerHost({ required: "28.0.0" }), make.network(), onTwo({}, { gwPriority: 1 })],
    [make.dockerHost({ docker: "28.0.0" }), make.ipvlanNetwork(), onTwo({}, { gwPriority: 1 })],
    // Neither an internal network nor one without IPv4 can be the default route of IPv4.
    [make.ipv6Network(), make.bridge("mac_net20", "172.16.20.0/24", "docker01"), onTwo6],
    [
      make.dualNetwork({ internal: true }),
      make.dualNetwork({ name: "mac_net20", options: { parent: "ens33.20" }, ipamConfigs: POOLS_20 }),
      onTwo({}, {}),
    ],
    [make.dockerHost({ docker: "29.4.1" }), make.dualNetwork(), make.network(NET_20), onTwo({}, { gwPriority: 1 })],
    [make.dualNetwork(), make.network(NET_20), onTwo({ gwPriority: 1 }, {})],
    [make.dockerHost({ docker: "28.0.0" }), make.dualNetwork(), dual20, onTwo({}, { gwPriority: 1 })],
    [
      ...[make.dockerHost({ docker: "28.0.0" }), make.network()],
      ...[make.bridge("a_bridge", "172.30.0.0/24", "docker01"), besideBridge({ gwPriority: 1 })],
    ],
  ],
  bad: [
    [
      /no gwPriority decides which of mac_net10, mac_net20 is the default route of container a/,
      [make.network(), onTwo({}, {})],
    ],
    [/no gwPriority decides/, [make.network(), onTwo({ gwPriority: 1 }, { gwPriority: 1 })]],
    [
      /gwPriority makes mac_net20 the default route of container a, but Docker before 28\.0\.0 takes mac_net10\. Rename the networks so that mac_net20 sorts first, or declare Docker 28\.0\.0 or later/,
      [make.network(), onTwo({}, { gwPriority: 1 })],
    ],
    [
      /Docker before 28\.0\.0 takes mac_net10\./,
      [make.dockerHost({ docker: "27.5.1" }), make.ipvlanNetwork(), onTwo({}, { gwPriority: 1 })],
    ],
    // A network with both families wins over a higher priority.
    [
      /but Docker from 28\.0\.0 up to 29\.4\.1 takes mac_net10\. Give mac_net20 a subnet of each family, or declare Docker 29\.4\.1/,
      [make.dockerHost({ docker: "28.5.2" }), make.dualNetwork(), make.network(NET_20), onTwo({}, { gwPriority: 1 })],
    ],
    [
      /before 28\.0\.0 takes mac_net10, Docker from 28\.0\.0 up to 29\.4\.1 takes mac_net10\./,
      [make.dualNetwork(), make.network(NET_20), onTwo({}, { gwPriority: 1 })],
    ],
    [
      /no gwPriority decides which of mac_net10, mac_net20 is the default route of IPv6/,
      [
        ...[make.ipv6Network(), make.ipv6Network({}, { name: "mac_net20", options: { parent: "ens33.20" } })],
        make.containerWith("a", { networksAdvanced: [{ name: "mac_net10" }, { name: "mac_net20" }] }),
      ],
    ],
    [
      /no gwPriority decides which of mac_net10, a_bridge is/,
      [make.network(), make.bridge("a_bridge", "172.30.0.0/24", "docker01"), besideBridge({})],
    ],
    [
      /gwPriority makes mac_net10 the default route of container a, but Docker before 28\.0\.0 takes a_bridge/,
      [make.network(), make.bridge("a_bridge", "172.30.0.0/24", "docker01"), besideBridge({ gwPriority: 1 })],
    ],
  ],
  unknown: [make.containerWith("a", { networksAdvanced: UNKNOWN })],
};
