import type { AddressPlan, PlannedSubnet } from "../../topology/plan/address-plan";
import type { Resource } from "./analyze";
import * as make from "./resources";

/** The plan of the reference topology. */
export const referencePlan = make.planOf("Pulumi.dev.yaml");

/** A Fabric with only a part of a plan. */
export function fabricWith(part: Partial<AddressPlan>): Resource {
  return make.fabric({ subnets: [], ranges: [], addresses: [], networks: [], ...part });
}

export const flatSegment: PlannedSubnet = {
  kind: "segment",
  subnet: "172.22.16.0/24",
  domain: "untagged LAN",
  hosts: ["docker01", "docker02"],
  owner: "segment flat",
  path: "segments.flat.subnet",
};

/** Runs in which no rule about conflicts finds anything. */
export const conflictFree: readonly (readonly Resource[])[] = [
  [make.fabric(referencePlan)],
  [
    make.network(),
    make.network({}, "docker02"),
    make.container("a", "172.16.10.10"),
    make.container("b", "172.16.10.11", "docker02"),
  ],
  [
    make.rangedNetwork("172.16.10.128/28"),
    make.rangedNetwork("172.16.10.144/28", "docker02"),
    make.container("a", "172.16.10.10"),
  ],
  // An auxiliary address keeps one daemon from assigning what another one assigns.
  [make.network(), make.reservingNetwork("docker02"), make.container("a", "172.16.10.10")],
  // One name, two networks: each host has its own.
  [
    make.network({ name: "front" }),
    make.bridge("front", "10.2.0.0/24", "docker02"),
    make.container("a", "10.2.0.5", "docker02", { name: "front" }),
  ],
  // Two NICs of one host are on two switches.
  [
    make.network(),
    make.network({
      name: "b",
      options: { parent: "eth1.10" },
      ipamConfigs: [{ subnet: "10.3.0.0/24", gateway: "10.3.0.1" }],
    }),
  ],
];
