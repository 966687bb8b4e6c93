import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

const WIRED = ["ens33", "eth0.10", "bond0", "team0.7", "enp3s0", "raid", "rack0", "rail1", "br0", "tap0"];
const WIRELESS = ["wlan0", "wlp2s0", "wlo1", "wlx001122334455", "ath0", "ra0"];

const on = (driver: string, parent: string) => make.networkWith(driver, { parent });

export const cases: Cases = {
  good: [
    ...WIRED.flatMap((parent) => [[on("macvlan", parent)], [on("ipvlan", parent)]]),
    ...WIRELESS.map((parent) => [on("ipvlan", parent)]),
    [on("bridge", "wlan0")],
  ],
  bad: [
    ...WIRELESS.map((parent): Cases["bad"][number] => [
      new RegExp(`parent: ${parent} is wireless, .*ipvlan`),
      [on("macvlan", parent)],
    ]),
    [/wlan0\.10 is wireless/, [on("macvlan", "wlan0.10")]],
    [
      /radio is wireless/,
      [make.subinterface("a", { nic: "wlan0", link: "radio" }), make.networkWith("macvlan", { parent: "radio" })],
    ],
    [/docker0 belongs to Docker/, [on("macvlan", "docker0")]],
    [/br-0123456789ab belongs to Docker/, [on("ipvlan", "br-0123456789ab")]],
    [/wg0 is a tunnel/, [on("macvlan", "wg0")]],
    [/wg0 is a tunnel/, [on("ipvlan", "wg0")]],
  ],
  unknown: [make.networkWith("macvlan", { parent: UNKNOWN })],
  silent: true,
};
