import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

export const cases: Cases = {
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
    [make.dualNetwork()],
    [make.ipvlanNetwork({ internal: true, ipv6: true, ipamConfigs: [{ subnet: "fd00:10::/64" }] })],
  ],
  bad: [
    [
      /ipamConfigs\[1\]\.gateway: missing/,
      [make.network({ ipamConfigs: [{ gateway: "10.0.0.1" }, { subnet: "fd00::/64" }] })],
    ],
    [/ipamConfigs\[0\]\.gateway: missing/, [make.network({ ipamConfigs: [{ subnet: "10.0.0.0/24", gateway: "" }] })]],
    [
      /ipamConfigs\[1\]\.gateway: missing\. Set it, or make the network internal/,
      [make.ipvlanNetwork({ ipv6: true, ipamConfigs: [make.DUAL_POOLS[0], { subnet: "fd00:10::/64" }] })],
    ],
    [/ipamConfigs: missing\. Set a subnet/, [make.network({ ipamConfigs: undefined })]],
  ],
  unknown: [make.network({ ipamConfigs: UNKNOWN })],
};
