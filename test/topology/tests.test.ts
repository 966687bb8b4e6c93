import { describe, expect, it } from "vitest";
import { normalise } from "../../topology/model/normalise";
import { parseFabric } from "../../topology/schema/parse-configuration";
import type { FabricInput } from "../../topology/schema/fabric-schema";

type Tests = NonNullable<FabricInput["tests"]>;

/** Two hosts and a router; `both` is on two segments and a bridge, `dual` has both families. */
const LAB: FabricInput = {
  lan: { subnet: "192.168.1.0/24" },
  hosts: {
    docker01: { address: "192.168.1.11", nic: "ens33", vm: { kind: "lab" } },
    docker02: { address: "192.168.1.13", nic: "ens33", vm: { kind: "lab" } },
  },
  segments: {
    ten: {
      ...{ network: "net10", vlan: 10, gateway: "10.0.10.1", subnet: "10.0.10.0/24" },
      shims: { docker01: "10.0.10.3" },
    },
    twenty: {
      ...{ network: "net20", vlan: 20 },
      subnets: [
        { subnet: "10.0.20.0/24", gateway: "10.0.20.1" },
        { subnet: "fd00:20::/64", gateway: "fd00:20::1" },
      ],
    },
  },
  bridges: { inside: { network: "net_inside", subnet: "10.0.99.0/24", gateway: "10.0.99.1" } },
  routers: { main: { host: "docker01", segments: ["ten", "twenty"] } },
  registry: { host: "docker01" },
  images: { busybox: { tag: "v1" } },
  containers: {
    a: { host: "docker01", image: "busybox", attach: { ten: "10.0.10.10" } },
    both: {
      ...{ host: "docker02", image: "busybox", defaultGateway: "ten" },
      attach: { ten: "10.0.10.11", twenty: ["10.0.20.11", "FD00:20::B"] },
      bridges: { inside: "10.0.99.11" },
    },
    dual: { host: "docker02", image: "busybox", attach: { twenty: ["10.0.20.12", "fd00:20::c"] } },
  },
};

function addressesOf(test: Tests[string]): readonly string[] | undefined {
  const { topology, problems } = normalise(parseFabric({ ...LAB, tests: { one: test } }), "test");
  expect(problems).toEqual([]);
  return topology.tests[0]?.addresses;
}

describe("what a test tries of its target", () => {
  it.each<[string, Tests[string], readonly string[]]>([
    ["on the segment that both are on", { from: "a", to: "both", ping: true }, ["10.0.10.11"]],
    ["everywhere, if it must be blocked", { from: "a", to: "both", ping: true, expect: "blocked" }, ["10.0.10.11", "10.0.20.11", "10.0.99.11"]],
    ["by both families, where both have them", { from: "dual", to: "both", tcp: 80 }, ["10.0.20.11", "fd00:20::b"]],
    ["wherever it is, if they share no segment", { from: "a", to: "dual", tcp: 80 }, ["10.0.20.12"]],
    ["a host, on the LAN", { from: "dual", to: "docker02", tcp: 22 }, ["192.168.1.13"]],
    ["a host, by its shim on the container's segment", { from: "a", to: "docker01", tcp: 22 }, ["10.0.10.3"]],
    ["a host by another, on the LAN", { from: "docker02", to: "docker01", tcp: 22 }, ["192.168.1.11"]],
    ["a router, on the container's segment", { from: "dual", to: "main", ping: true }, ["10.0.20.1", "fd00:20::1"]],
    ["the gateway of another segment", { from: "a", to: { gateway: "twenty" }, ping: true }, ["10.0.20.1"]],
    ["an address, in canonical notation, whatever the source has", { from: "a", to: "2001:DB8::0:1", ping: true }, ["2001:db8::1"]],
    ["nothing, of a command", { from: { host: "docker01" }, command: { run: ["true"] } }, []],
  ])("%s", (_, test, addresses) => {
    expect(addressesOf(test)).toEqual(addresses);
  }); // prettier-ignore
});
