import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

export const cases: Cases = {
  good: [
    [make.container("bbox10", "172.16.10.10")],
    [make.containerWith("any", { networksAdvanced: [{ name: "a".repeat(64) }] })],
    [make.containerWith("any", {})],
  ],
  bad: [
    [
      /networksAdvanced\[0\]\.name: 0{64} is not a network name/,
      [make.container("bbox10", "172.16.10.10", "docker01", { name: "0".repeat(64) })],
    ],
    [
      /is not a network name/,
      [make.containerWith("six", { networksAdvanced: [{ name: "f".repeat(64), ipv6Address: "fd00::1" }] })],
    ],
  ],
  unknown: [make.container("bbox10", "172.16.10.10", "docker01", { name: UNKNOWN })],
};
