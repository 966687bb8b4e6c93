import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

export const cases: Cases = {
  good: [
    [make.network(), make.container("a", "172.16.10.10")],
    [make.containerWith("a", { networksAdvanced: [{ name: "n", ipv6Address: "FD00::A" }] })],
  ],
  bad: [
    [/ipv4Address: 172\.16\.10\.300 is not a valid IPv4 address/, [make.container("a", "172.16.10.300")]],
    [/ipv4Address: 172\.16\.10\.10\/24 is not a valid IPv4 address/, [make.container("a", "172.16.10.10/24")]],
    [
      /ipv6Address: 10\.0\.0\.1 is not a valid IPv6 address/,
      [make.containerWith("a", { networksAdvanced: [{ name: "n", ipv6Address: "10.0.0.1" }] })],
    ],
    [
      /ipamConfigs\[0\]\.gateway: 172\.16\.10\.1\/24 is not a valid IP address/,
      [make.network({ ipamConfigs: [{ gateway: "172.16.10.1/24" }] })],
    ],
    [
      /ipamConfigs\[0\]\.auxAddress\.web: bad is not a valid IP address/,
      [make.network({ ipamConfigs: [{ auxAddress: { web: "bad" } }] })],
    ],
  ],
  unknown: [make.network({ ipamConfigs: UNKNOWN })],
};
