import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

const fixed = { networksAdvanced: [{ name: "mac_net10", ipv4Address: "172.16.10.10" }] };
const ports = [{ internal: 80, external: 8080 }];

export const cases: Cases = {
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
    [/ports: have no effect on mac_net10/, [make.ipvlanNetwork(), make.containerWith("a", { ...fixed, ports })]],
  ],
  unknown: [make.network(), make.containerWith("a", { ...fixed, ports: UNKNOWN })],
};
