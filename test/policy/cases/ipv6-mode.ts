import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

export const cases: Cases = {
  good: [
    [make.network()],
    [make.network({ ipv6: true, ipamConfigs: [{ subnet: "172.16.10.0/24" }, { subnet: "fd00:10::/64" }] })],
    [make.network({ driver: "bridge", ipv6: undefined })],
  ],
  bad: [
    [/ipv6: missing/, [make.network({ ipv6: undefined })]],
    [/ipv6: missing/, [make.ipvlanNetwork({ ipv6: undefined })]],
    [/ipv6: true without an IPv6 subnet/, [make.network({ ipv6: true })]],
    [/ipv6: false despite the subnet fd00:10::\/64/, [make.network({ ipamConfigs: [{ subnet: "fd00:10::/64" }] })]],
  ],
  unknown: [make.network({ ipv6: UNKNOWN })],
};
