import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { FabricOutput } from "../../harness/contract";
import { parseFabric } from "../../topology/schema/parse-configuration";
import { expectedReachability } from "../../topology/reachability/expected-reachability";
import { normalise } from "../../topology/model/normalise";

export const IMAGE = `192.168.1.11:5000/busybox@sha256:${"a".repeat(64)}`;

/** The stack output of the reference topology, from the very file that the `dev` stack is made of. */
export function referenceOutput(): FabricOutput {
  const file = parse(readFileSync("Pulumi.dev.yaml", "utf8")) as { config: Record<string, unknown> };
  const { topology } = normalise(parseFabric(file.config["macvlan-fabric:fabric"]), "dev");
  return {
    schemaVersion: 1,
    stack: "dev",
    hosts: Object.fromEntries(
      topology.hosts.map(({ name, address, nic }, index) => {
        const ssh = {
          host: "127.0.0.1",
          port: 2201 + index,
          user: "root",
          hostKey: "ssh-ed25519 AAAA",
          privateKeyFile: "/keys/lab",
        };
        return [name, { address, nic, ssh }];
      }),
    ),
    segments: Object.fromEntries(
      topology.segments.map(({ name, network, subnet, gateway, vlan, members }) => [
        name,
        {
          network,
          subnet,
          gateway,
          ...(vlan === undefined ? {} : { vlan }),
          hosts: Object.fromEntries(
            members.map(({ host, ipRange: _range, carrier, ...member }) => [host, { parent: carrier, ...member }]),
          ),
        },
      ]),
    ),
    registry: { endpoint: "192.168.1.11:5000", host: "docker01" },
    images: { busybox: { reference: IMAGE, tag: "v1" } },
    containers: Object.fromEntries(
      topology.containers.map(({ name, host, attach }, index) => [
        name,
        {
          host,
          image: IMAGE,
          attach: Object.fromEntries(attach.map(({ segment, address }) => [segment, { address, mac: testMac(index) }])),
        },
      ]),
    ),
    reachability: expectedReachability(topology),
  };
}

/** Unlike the plan's MACs, so that texts here do not change with those. */
function testMac(index: number): string {
  return `02:00:00:00:01:${index.toString(16).padStart(2, "0")}`;
}
