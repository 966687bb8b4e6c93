import type { PlannedAddress, PlannedNetwork } from "../../../topology/plan/address-plan";
import { UNKNOWN, type Resource } from "../analyze";
import type { Cases } from "../load-cases";
import { fabricWith, referencePlan } from "../plans";
import * as make from "../resources";

const planned = (count: number): PlannedAddress[] =>
  Array.from({ length: count }, (_, index) => ({
    kind: "container",
    address: `10.0.0.${index + 1}`,
    subnet: "10.0.0.0/24",
    domain: "VLAN 10",
    owner: `container c${index} on docker01`,
    path: "x",
    host: "docker01",
  }));
const fabricNetwork = (driver: "macvlan" | "ipvlan"): PlannedNetwork => ({
  ...{ network: "mac_net10", driver, vlan: 10, domain: "VLAN 10", owner: "segment vlan10", hosts: ["docker01"] },
  ...{ path: "segments.vlan10.vlan", namePath: "segments.vlan10.network" },
});
const macvlan = fabricNetwork("macvlan");
const ipvlan = fabricNetwork("ipvlan");
const byHand = (count: number): Resource[] =>
  Array.from({ length: count }, (_, index) => make.container(`c${index}`, `172.16.10.${index + 10}`));

export const cases: Cases = {
  good: [
    [make.fabric(referencePlan)],
    [fabricWith({ networks: [macvlan], addresses: planned(63) })],
    [fabricWith({ networks: [ipvlan], addresses: planned(200) })],
    // An address of each family, but one MAC.
    [fabricWith({ networks: [macvlan], addresses: [...planned(40), ...planned(40)] })],
    [make.network(), ...byHand(63)],
    [make.ipvlanNetwork(), ...byHand(90)],
  ],
  bad: [
    [
      /the port of docker01 on the LAN would carry 65 MAC addresses, including the NIC's own; its budget is 64/,
      [fabricWith({ networks: [macvlan], addresses: planned(64) })],
    ],
    [/"c63": the port of ens33 on docker01 would carry 65 MAC addresses/, [make.network(), ...byHand(64)]],
  ],
  unknown: [{ ...make.fabric(referencePlan), props: { plan: UNKNOWN } }],
  silent: true,
};
