import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

const fixed = { networksAdvanced: [{ name: "mac_net10", ipv4Address: "172.16.10.10" }] };

export const cases: Cases = {
  good: [
    [make.containerWith("a", fixed)],
    [make.containerWith("a", { ...fixed, networkMode: undefined })],
    [make.containerWith("a", { networkMode: "host" })],
  ],
  bad: [
    [/networkMode: mac_net10 makes Docker ignore/, [make.containerWith("a", { ...fixed, networkMode: "mac_net10" })]],
    [
      /networkMode: mac_net10 makes Docker ignore/,
      [
        make.containerWith("a", {
          networksAdvanced: [{ name: "mac_net10", ipv6Address: "fd00:10::a" }],
          networkMode: "mac_net10",
        }),
      ],
    ],
    [/networkMode: none/, [make.containerWith("a", { ...fixed, networkMode: "none" })]],
  ],
  unknown: [make.containerWith("a", { ...fixed, networkMode: UNKNOWN })],
};
