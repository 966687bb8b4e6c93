import { UNKNOWN } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

export const cases: Cases = {
  good: [
    [make.dockerHost(), make.subinterface("a"), make.network()],
    [make.subinterface("a"), make.network({}, "any")],
    [make.networkWith("macvlan", { parent: "ens33" })],
    [make.network({ driver: "bridge" })],
    // A subinterface that the configuration names as a NIC of the host.
    [make.dockerHost({ nics: { carrier: "ens33.100" } }), make.network({ options: { parent: "ens33.100" } })],
    [make.dockerHost({ nic: "ens33.100" }), make.network({ options: { parent: "ens33.100" } })],
    // Docker neither creates nor deletes a link of this name.
    [make.network({ options: { parent: "vlan10" } })],
    // Adopted under its own name.
    [
      ...[make.dockerHost(), make.subinterface("a"), make.segment("vlan10", { network: "mac_net10", vlan: 10 })],
      make.inSegment(make.network({ options: { parent: "iot-vlan" } }), "vlan10"),
    ],
  ],
  bad: [
    [/ens33\.10 is not a VlanSubinterface of this stack on docker01/, [make.network()]],
    [/ens33\.10 is not a VlanSubinterface/, [make.network(), make.subinterface("late")]],
    [
      /of this stack on docker02/,
      [
        ...[make.dockerHost({ host: "docker02" }), make.ownProvider("docker02"), make.subinterface("a")],
        make.onOwnProvider(make.network({}, "docker02"), "docker02"),
      ],
    ],
  ],
  unknown: [make.networkWith("macvlan", { parent: UNKNOWN })],
  silent: true,
};
