import type { PlannedAddress } from "../../../topology/plan/address-plan";
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
    owner: "x",
    path: "x",
    host: "docker01",
    mac: `02:42:0a:00:00:${index.toString(16).padStart(2, "0")}`,
  }));
const byHand = (count: number): Resource[] =>
  Array.from({ length: count }, (_, index) => make.container(`c${index}`, `172.16.10.${index + 10}`));

export const cases: Cases = {
  good: [[make.fabric(referencePlan)], [fabricWith({ addresses: planned(63) })], [make.network(), ...byHand(63)]],
  bad: [
    [
      /the port of docker01 on the LAN would carry 65 MAC addresses, including the NIC's own; its budget is 64/,
      [fabricWith({ addresses: planned(64) })],
    ],
    [/"c63": the port of ens33 on docker01 would carry 65 MAC addresses/, [make.network(), ...byHand(64)]],
  ],
  unknown: [{ ...make.fabric(referencePlan), props: { plan: UNKNOWN } }],
  silent: true,
};
