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
  ],
  bad: [
    [
      /no gwPriority decides which of mac_net10, mac_net20 is the default route of container a/,
      [make.network(), onTwo({}, {})],
    ],
    [/no gwPriority decides/, [make.network(), onTwo({ gwPriority: 1 }, { gwPriority: 1 })]],
    [
      /ignores gwPriority and uses mac_net10, whose name sorts first, instead of mac_net20/,
      [make.network(), onTwo({}, { gwPriority: 1 })],
    ],
    [
      /Docker before 28\.0\.0 ignores/,
      [make.dockerHost({ docker: "27.5.1" }), make.network(), onTwo({}, { gwPriority: 1 })],
    ],
  ],
  unknown: [make.containerWith("a", { networksAdvanced: UNKNOWN })],
};
