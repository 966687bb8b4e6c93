import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

const OPTION = "com.docker.network.enable_ipv4";
const off = { [OPTION]: "false" };

export const cases: Cases = {
  good: [
    [make.network()],
    [make.dualNetwork()],
    [make.dockerHost({ docker: "28.0.0" }), make.ipv6Network(off)],
    [make.dockerHost({ docker: "29.1" }), make.ipv6Network({ [OPTION]: "0" })],
    // Nothing is declared, but the preparation of the host refuses an older Docker.
    [make.dockerHost({ required: "28.0.0" }), make.ipv6Network(off)],
    [make.dockerHost({ docker: "26.1.5", required: "28.0.0" }), make.ipv6Network(off)],
    [
      make.dockerHost({ docker: "28.5.2" }),
      make.ipv6Network({}, { driver: "ipvlan", options: { parent: "ens33.10", ...off } }),
    ],
    [make.bridge("back", "fd00:30::/64", "docker01")],
    [make.network({ ipamConfigs: [{ subnet: UNKNOWN }, ...make.DUAL_POOLS.slice(1)] })],
  ],
  bad: [
    [
      /options\.com\.docker\.network\.enable_ipv4: missing, so Docker adds an IPv4 subnet of its own to mac_net10.* Set it to "false" if every host has Docker 28\.0\.0 or later, or add an IPv4 subnet/,
      [make.ipv6Network()],
    ],
    [/enable_ipv4: missing/, [make.dockerHost({ docker: "29.1" }), make.ipv6Network({ [OPTION]: "true" })]],
    [/enable_ipv4: missing/, [make.ipv6Network({}, { driver: "ipvlan", options: { parent: "ens33.10" } })]],
    [/before 28\.0\.0, Docker ignores the option.* and any version may be on docker01/, [make.ipv6Network(off)]],
    [
      /and Docker 27\.5\.1 may be on docker01\. Declare its version .* or add an IPv4 subnet/,
      [make.dockerHost({ docker: "27.5.1" }), make.ipv6Network(off)],
    ],
  ],
  unknown: [make.ipv6Network({ [OPTION]: UNKNOWN })],
  silent: true,
};
