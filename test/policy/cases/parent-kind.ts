import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

export const cases: Cases = {
  good: ["ens33", "eth0.10", "bond0", "team0.7", "enp3s0", "raid", "br0", "tap0"].map((parent) => [
    make.networkWith("macvlan", { parent }),
  ]),
  bad: [
    [/wlan0 is wireless/, [make.networkWith("macvlan", { parent: "wlan0" })]],
    [/wlp2s0 is wireless/, [make.networkWith("ipvlan", { parent: "wlp2s0" })]],
    [/docker0 belongs to Docker/, [make.networkWith("macvlan", { parent: "docker0" })]],
    [/br-0123456789ab belongs to Docker/, [make.networkWith("macvlan", { parent: "br-0123456789ab" })]],
    [/wg0 is a tunnel/, [make.networkWith("macvlan", { parent: "wg0" })]],
  ],
  unknown: [make.networkWith("macvlan", { parent: UNKNOWN })],
  silent: true,
};
