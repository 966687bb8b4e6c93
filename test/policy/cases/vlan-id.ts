import { UNKNOWN, type Resource } from "../analyze";
import type { Cases } from "../load-cases";
import * as make from "../resources";

const INNER = make.subinterface("inner", { nic: "ens33.100", link: "ens33.100.10" });
const ON_INNER = make.networkWith("macvlan", { parent: "ens33.100.10" });

export const cases: Cases = {
  good: [
    ...["ens33", "ens33.1", "ens33.4094", "v10"].map((parent) => [make.networkWith("macvlan", { parent })]),
    // A VLAN within a VLAN, which the stack makes before the network.
    [make.dockerHost(), INNER, ON_INNER],
    // One that the host has.
    [make.dockerHost({ nics: { carrier: "ens33.100.10" } }), ON_INNER],
  ],
  bad: [
    ...["ens33.0", "ens33.4095", "ens33.010", "ens33.x", "ens33.1.2", ".5"].map((parent): [RegExp, Resource[]] => [
      /has no VLAN ID from 1 to 4094/,
      [make.networkWith("macvlan", { parent })],
    ]),
    [
      /ens33\.100\.10 has no VLAN ID/,
      [make.dockerHost(), { ...INNER, props: { ...INNER.props, host: "docker02" } }, ON_INNER],
    ],
  ],
  unknown: [make.networkWith("macvlan", { parent: UNKNOWN })],
};
